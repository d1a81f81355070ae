"""`python -m opensync_app` and the frozen binary start here; one call into `cli`."""

from opensync_app.cli import main

if __name__ == "__main__":
    main()
