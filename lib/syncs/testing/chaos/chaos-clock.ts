import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

/** Ahead of the machine's clock, so that what a store stamped by its own can be told apart. */
const startMs = 24 * 3_600_000;

/** The clock of one world: waiting moves it, and the network's with it. */
export class ChaosClock {
	private offset = startMs;
	private readonly sandbox: Pick<Sandbox, "setClock">;

	constructor(sandbox: Pick<Sandbox, "setClock">) {
		this.sandbox = sandbox;
		sandbox.setClock(this.offset);
	}

	readonly now = (): number => Date.now() + this.offset;

	advance(ms: number): void {
		this.offset += ms;
		this.sandbox.setClock(this.offset);
	}
}
