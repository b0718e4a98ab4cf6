"""The captions room's addresses, the asset page among them; it holds no logic."""

from __future__ import annotations

from django.urls import path

from omniweb.captions import asset_views, views

urlpatterns = [
    path("assets/<uuid:asset_id>/", asset_views.asset, name="asset"),
    path("assets/<uuid:asset_id>/ask/", asset_views.ask, name="asset-ask"),
    path("assets/<uuid:asset_id>/caption/", asset_views.draft, name="asset-caption"),
    path("captions/export", views.exported, name="captions-export"),
    path("captions/<uuid:caption_id>/", views.caption, name="caption"),
    path("captions/<uuid:caption_id>.json", views.caption_json, name="caption-json"),
    path("captions/<uuid:caption_id>/save/", views.save, name="caption-save"),
    path("captions/<uuid:caption_id>/approve/", views.approve, name="caption-approve"),
    path("captions/<uuid:caption_id>/reject/", views.reject, name="caption-reject"),
    path("captions/<uuid:caption_id>/cancel/", views.cancel, name="caption-cancel"),
    path(
        "captions/<uuid:caption_id>/restore/<int:number>/",
        views.restore,
        name="caption-restore",
    ),
]
