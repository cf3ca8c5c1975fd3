//! The screens over their router: what a browser must and must not be able to do.
