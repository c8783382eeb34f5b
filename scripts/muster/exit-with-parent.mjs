// Loaded into every process the supervisor starts: when the supervisor is gone, even by kill -9, so are they.
process.channel?.unref();
process.once("disconnect", () => {
	process.kill(process.pid, "SIGTERM");
	setTimeout(() => process.exit(1), 10_000).unref();
});
