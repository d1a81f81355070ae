"""What stands between the program and the machine: its one instance and its socket."""
