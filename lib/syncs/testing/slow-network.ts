import http from "node:http";
import type { AddressInfo } from "node:net";

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A webhook receiver that takes its time, and notes what arrived when. */
export class SlowNetwork {
	readonly requests: { at: number; added: { user_id: string }[] }[] = [];
	/** What to answer the next request; 200 when there is nothing else. */
	answers: (() => { status: number; delayMs: number; headers?: Record<string, string> })[] = [];
	delayMs: () => number = () => 0;
	onRequest: () => Promise<void> | void = () => {};
	/** Told of what happened to whom, in the order it arrived. */
	onEvents: (events: { type: string; key: string }[]) => void = () => {};
	private readonly server = http.createServer((request, response) => {
		const pieces: Buffer[] = [];
		request.on("data", (piece: Buffer) => pieces.push(piece));
		request.on("end", () => void this.answer(Buffer.concat(pieces).toString("utf8"), response));
	});

	private async answer(body: string, response: http.ServerResponse): Promise<void> {
		// Safe because the client under test wrote it.
		const { type, events } = JSON.parse(body) as {
			type: string;
			events: { type: string; person: { identifiers: { user_id: string } } }[];
		};
		if (type === "audience.changes") {
			this.onEvents(
				events.map(({ type: kind, person }) => ({ type: kind, key: person.identifiers.user_id })),
			);
			const added = events.filter((event) => event.type !== "left");
			this.requests.push({
				at: performance.now(),
				added: added.map(({ person }) => person.identifiers),
			});
		}
		await this.onRequest();
		const next = this.answers.shift()?.() ?? { status: 200, delayMs: this.delayMs() };
		await pause(next.delayMs);
		response.writeHead(next.status, { "content-type": "application/json", ...next.headers });
		response.end("{}");
	}

	async open(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	/** When a key was last in a request to add it; -1 for never. */
	lastSeen(key: string): number {
		const isIn = ({ added }: { added: { user_id: string }[] }) => added.some((row) => row.user_id === key);
		return Math.max(-1, ...this.requests.filter(isIn).map(({ at }) => at));
	}
}
