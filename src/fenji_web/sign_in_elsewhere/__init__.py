"""Signing in with the account of one's company: OpenID Connect, 企业微信, 钉钉, 飞书; and the settings of sign-in."""
