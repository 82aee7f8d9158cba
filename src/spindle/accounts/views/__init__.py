"""The pages at the door; signing in, out and the reset are django-allauth's with our templates."""
