"""The usage room's addresses; it holds no logic."""

from __future__ import annotations

from django.urls import path

from omniweb.usage import views

urlpatterns = [
    path("usage/", views.usage, name="usage"),
    path("usage/budgets/", views.set_budget, name="budget"),
    path(
        "usage/budgets/<uuid:cap_id>/remove/",
        views.remove_budget,
        name="budget-remove",
    ),
]
