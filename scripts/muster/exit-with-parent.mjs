// Loaded into every process the supervisor starts: when the supervisor is gone, even by kill -9, they exit.
// Processes that those start themselves inherit this file; they watch their own parent.
if (process.env.MUSTER_SUPERVISOR === String(process.ppid)) {
	process.channel?.unref();
	process.once("disconnect", () => {
		process.kill(process.pid, "SIGTERM");
		setTimeout(() => process.exit(1), 10_000).unref();
	});
}
