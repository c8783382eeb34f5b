import type { ConsentPurpose } from "@/lib/consent/purposes";
import { formatInstant } from "@/lib/kernel/sql-binder";

export type ConsentFact = {
	uid: number;
	purpose: ConsentPurpose;
	state: "granted" | "denied";
	at: number;
	/** Id of the written statement it is based on, or empty. */
	statement: string;
};

/**
 * Row of `consent_history`. What was said was said by the time it was received: a device whose clock is ahead neither
 * delays a no nor lets a yes outlive the no that followed it.
 */
export function consentRow(
	{ ws, source, recordedAt, seq }: { ws: number; source: string; recordedAt: Date; seq: number },
	fact: ConsentFact,
): object {
	return {
		ws,
		purpose: fact.purpose,
		uid: fact.uid,
		state: fact.state,
		effective_at: formatInstant(Math.min(fact.at, recordedAt.getTime())),
		recorded_at: formatInstant(recordedAt),
		seq,
		source,
		statement: fact.statement,
	};
}
