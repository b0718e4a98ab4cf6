"""What people type about people and keys, checked; it changes nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
)
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator

from omniweb.accounts.models import Role, Theme, User
from omniweb.accounts.setup import FIRST_WORKSPACE


class Styled(forms.BaseForm):
    """Gives each control the class that the style sheets know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            chosen = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "select" if chosen else "input"


def _username() -> forms.CharField:
    return forms.CharField(
        max_length=150,
        label="Name to sign in with",
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )


def _email() -> forms.EmailField:
    return forms.EmailField(
        required=False,
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SetupForm(Styled, forms.Form):
    """The first administrator and the first workspace."""

    username = _username()
    email = _email()
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 8 characters, and not a common word.",
    )
    workspace = forms.CharField(
        max_length=80, initial=FIRST_WORKSPACE, label="Name of your team or client"
    )

    def clean(self) -> dict[str, Any]:
        """The password is judged beside the name it goes with."""
        found = super().clean() or {}
        if password := found.get("password"):
            named = User(username=found.get("username", ""))
            try:
                validate_password(password, named)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return found


class InviteForm(Styled, forms.Form):
    """A new member."""

    username = _username()
    email = _email()
    role = forms.ChoiceField(choices=Role, initial=Role.EDITOR)


class RoleForm(Styled, forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=Role)


class TokenForm(Styled, forms.Form):
    """A new API token."""

    name = forms.CharField(max_length=80, label="What it is for")


class WorkspaceForm(Styled, forms.Form):
    """A new workspace."""

    name = forms.CharField(max_length=80, label="Name of the team or client")


class ThemeForm(forms.Form):
    """How the page is lit."""

    theme = forms.ChoiceField(choices=Theme)


class SignInForm(Styled, AuthenticationForm):
    """Name and password."""


class FirstPasswordForm(Styled, SetPasswordForm):  # type: ignore[type-arg]
    """The password of somebody who was invited."""


class OtherPasswordForm(Styled, PasswordChangeForm):
    """Another password, for somebody who knows the present one."""
