"""The accounts room's addresses; it holds no logic."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path

from omniweb.accounts import forms, preferences, views

app_name = "accounts"
sign_in = auth.LoginView.as_view(
    template_name="accounts/sign_in.html",
    authentication_form=forms.SignInForm,
    redirect_authenticated_user=True,
)
# Django's own view keeps the token out of the address bar and of Referer.
invitation = auth.PasswordResetConfirmView.as_view(
    template_name="accounts/invitation.html",
    form_class=forms.FirstPasswordForm,
    success_url="/library/",
    post_reset_login=True,
    post_reset_login_backend=views.MODEL_BACKEND,
)
password = auth.PasswordChangeView.as_view(
    template_name="accounts/password.html",
    form_class=forms.OtherPasswordForm,
    success_url="/settings/",
)

urlpatterns = [
    path("", views.home, name="home"),
    path("setup/<str:token>/", views.first, name="setup"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign_out"),
    path("invitation/<uidb64>/<token>/", invitation, name="invitation"),
    path("workspaces/", preferences.found_workspace, name="found_workspace"),
    path("workspaces/<uuid:workspace>/switch/", views.switch, name="switch"),
    path("settings/", preferences.show, name="settings"),
    path("settings/theme/", views.theme, name="theme"),
    path("settings/password/", password, name="password"),
    path("settings/members/", preferences.invite, name="invite"),
    path("settings/members/<int:member>/link/", preferences.renew, name="renew"),
    path("settings/members/<int:member>/role/", preferences.change_role, name="role"),
    path("settings/members/<int:member>/remove/", preferences.remove, name="remove"),
    path("settings/tokens/", preferences.make_token, name="make_token"),
    path("settings/tokens/<uuid:token>/", preferences.revoke_token, name="revoke"),
]
