"""Where the sandbox is found, below /sandbox/."""

from django.urls import path

from omniweb.sandbox import views

urlpatterns = [
    path("v1/chat/completions", views.chat_completions, name="sandbox"),
    path("v1/directives", views.directives, name="sandbox-directives"),
    path("v1/limits", views.limits, name="sandbox-limits"),
]
