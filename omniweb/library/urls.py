"""The library room's addresses; it holds no logic. The asset's page is elsewhere."""

from __future__ import annotations

from django.urls import path

from omniweb.library import tus, views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/samples/", views.make_samples, name="library-samples"),
    path("assets/<uuid:asset_id>/original", views.original, name="asset-original"),
    path(
        "assets/<uuid:asset_id>/renditions/<slug:spec>",
        views.rendition,
        name="asset-rendition",
    ),
    path("assets/<uuid:asset_id>/remove/", views.remove, name="asset-remove"),
    path("assets/<uuid:asset_id>/restore/", views.restore, name="asset-restore"),
    path("assets/<uuid:asset_id>/prepare/", views.prepare, name="asset-prepare"),
    path("assets/<uuid:asset_id>/stop/", views.stop, name="asset-stop"),
    path("uploads/", tus.collection, name="uploads"),
    path("uploads/<uuid:upload_id>/", tus.item, name="upload"),
    # tus clients also write the address without the last slash.
    path("uploads/<uuid:upload_id>", tus.item),
]
