"""The wizard in a browser, for staff: one supervised process a session, on textual-serve."""
