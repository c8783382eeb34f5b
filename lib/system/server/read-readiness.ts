import type { Database } from "@/lib/platform/postgres/database";
import { pendingDatabaseMigrations } from "@/lib/platform/postgres/migrate-database";
import { probeMs, within } from "@/lib/platform/postgres/probe-database";
import { pendingWarehouseMigrations } from "@/lib/platform/warehouse/migrate-warehouse";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

/** Migrations a store has not had, by store; null for one that does not answer. */
export type Readiness = { postgres: string[] | null; warehouse: string[] | null };

let reading: Promise<Readiness> | undefined;

/**
 * Whether both stores answer and have this version's migrations, known within two seconds. Anyone may ask, so those who
 * ask at once share one reading: checks never use up the connections of a store that hangs.
 */
export function readReadiness(stores: { db: Database; warehouse: Warehouse }): Promise<Readiness> {
	reading ??= read(stores).finally(() => {
		reading = undefined;
	});
	return reading;
}

async function read({ db, warehouse }: { db: Database; warehouse: Warehouse }): Promise<Readiness> {
	const [postgres, history] = await Promise.all([
		soon(pendingDatabaseMigrations(db)),
		soon(pendingWarehouseMigrations(warehouse)),
	]);
	return { postgres, warehouse: history };
}

/** Null for what fails, or is not known in time. */
export async function soon<T>(work: Promise<T>): Promise<T | null> {
	return (await within(work, probeMs).catch(() => null)) ?? null;
}

/** The migrations missing in all; null while a store does not answer. */
export function pendingIn({ postgres, warehouse }: Readiness): string[] | null {
	return postgres && warehouse ? [...postgres, ...warehouse] : null;
}
