import path from "node:path";
import { startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

// Simulates the ad networks for the demo, the tests, and anyone who tries Muster without accounts.
const port = Number(process.env.SANDBOX_PORT ?? 3002);
const sandbox = await startSandbox({
	port,
	host: process.env.SANDBOX_HOST ?? "127.0.0.1",
	folder: path.join(process.env.MUSTER_HOME ?? ".muster", "sandbox"),
});
console.log(JSON.stringify({ event: "sandbox.started", url: sandbox.url }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, () => {
		sandbox.close().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	});
}
