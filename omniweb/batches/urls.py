"""The batches room's addresses; it holds no logic."""

from __future__ import annotations

from django.urls import path

from omniweb.batches import views

urlpatterns = [
    path("batches/", views.batches, name="batches"),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("batches/<uuid:batch_id>/preset/", views.preset, name="batch-preset"),
    path("batches/<uuid:batch_id>/pause/", views.pause, name="batch-pause"),
    path("batches/<uuid:batch_id>/resume/", views.resume, name="batch-resume"),
    path("batches/<uuid:batch_id>/cancel/", views.cancel, name="batch-cancel"),
    path("batches/<uuid:batch_id>/retry/", views.retry, name="batch-retry"),
    path(
        "batches/<uuid:batch_id>/items/<uuid:item_id>/retry/",
        views.retry_item,
        name="batch-item-retry",
    ),
    path(
        "batches/<uuid:batch_id>/results.csv",
        views.exported,
        {"form": "csv"},
        name="batch-csv",
    ),
    path(
        "batches/<uuid:batch_id>/results.json",
        views.exported,
        {"form": "json"},
        name="batch-json",
    ),
]
