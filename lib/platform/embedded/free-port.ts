import { createServer } from "node:net";

/** Whether a server could listen on this loopback port now. */
export async function isPortFree(port: number, host = "127.0.0.1"): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
	});
}

/** A free loopback port: the preferred one if possible. */
export async function freePort(wished?: number): Promise<number> {
	if (wished && (await isPortFree(wished))) return wished;
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", reject);
		server.listen({ port: 0, host: "127.0.0.1" }, () => {
			const address = server.address();
			// Safe because a TCP server's address is an object.
			const port = (address as { port: number }).port;
			server.close(() => resolve(port));
		});
	});
}
