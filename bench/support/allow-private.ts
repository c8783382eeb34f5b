// Imported first: the environment is read once. The sandbox of a measurement is on this machine.
process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
