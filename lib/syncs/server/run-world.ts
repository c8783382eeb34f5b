import { realSleep } from "@/lib/destinations/server/send-requests";

/** A run's inputs besides its stores: time, patience, and a point where a test may simulate a crash. */
export type RunWorld = {
	now: () => number;
	sleep: (ms: number) => Promise<void>;
	/** Called before and after every write; a test throws here to simulate a dying process. */
	checkpoint: (name: string) => void;
	timeoutMs?: number;
	leaseMs: number;
	signal?: AbortSignal;
	/** For measurements: Muster does not hold back. Only for the sandbox, any other address is refused. */
	isUnlimited?: boolean;
};

export const realWorld: RunWorld = {
	now: () => Date.now(),
	sleep: realSleep,
	checkpoint: () => {},
	leaseMs: 15_000,
};
