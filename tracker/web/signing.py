"""What the sign-in library says to people, in our words and both languages. How sign-in works: accounts."""

from flask import Flask


def N_(text: str) -> str:
    """Marks a text for the catalogue; the library translates it when it is said."""
    return text


MESSAGES = {
    "GENERIC_AUTHN_FAILED": N_("The address or the password is not right."),
    "USER_DOES_NOT_EXIST": N_("The address or the password is not right."),
    "INVALID_PASSWORD": N_("This is not your password so far."),
    "DISABLED_ACCOUNT": N_("The address or the password is not right."),
    "EMAIL_NOT_PROVIDED": N_("Enter your mail address."),
    "INVALID_EMAIL_ADDRESS": N_("This is not a mail address."),
    "PASSWORD_NOT_PROVIDED": N_("Enter the password."),
    "PASSWORD_INVALID_LENGTH": N_("The password needs at least %(length)s characters."),
    "PASSWORD_TOO_SIMPLE": N_("This password is too easy to guess."),
    "PASSWORD_BREACHED": N_("This password is on a list of stolen ones. Choose another."),
    "PASSWORD_IS_THE_SAME": N_("This is the password you have now. Choose another."),
    "RETYPE_PASSWORD_MISMATCH": N_("The two new passwords differ."),
    "PASSWORD_MISMATCH": N_("The two new passwords differ."),
    "PASSWORD_CHANGE": N_("The password is changed."),
    "LOGIN": N_("Sign in to open this page."),
    "UNAUTHENTICATED": N_("Sign in to open this page."),
    "UNAUTHORIZED": N_("This page is not for your role"),
    "REFRESH": N_("Enter your password again to go on."),
    "REAUTHENTICATION_REQUIRED": N_("Enter your password again to go on."),
    "REAUTHENTICATION_SUCCESSFUL": N_("Thank you, that is right."),
    "ANONYMOUS_USER_REQUIRED": N_("You are signed in already."),
    "INVALID_REDIRECT": N_("This address leads elsewhere and is not followed."),
    "API_ERROR": N_("This request could not be understood"),
}
"""By the library's own names. A refused sign-in says the same whether address, password or account is at fault."""


def register(app: Flask) -> None:
    """Hands our words to the library."""
    for name, text in MESSAGES.items():
        app.config[f"SECURITY_MSG_{name}"] = (text, "error")
