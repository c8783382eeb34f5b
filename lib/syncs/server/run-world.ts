import { realSleep } from "@/lib/destinations/server/send-requests";

/** What a run takes from the world besides its stores: time, patience, and a point where a test may pull the plug. */
export type RunWorld = {
	now: () => number;
	sleep: (ms: number) => Promise<void>;
	/** Called before and after every write; a test throws here to play a process that dies. */
	checkpoint: (name: string) => void;
	timeoutMs?: number;
	leaseMs: number;
	signal?: AbortSignal;
};

export const realWorld: RunWorld = {
	now: () => Date.now(),
	sleep: realSleep,
	checkpoint: () => {},
	leaseMs: 120_000,
};
