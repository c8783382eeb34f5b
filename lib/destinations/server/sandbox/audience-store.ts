import { createHash } from "node:crypto";

export type SandboxAudience<Extra> = {
	id: string;
	accountId: string;
	name: string;
	/** What only this network keeps of an audience. */
	extra: Extra;
	/** `KIND:value` to the instant it is forgotten, or null. */
	keys: Map<string, number | null>;
};

type Key = [key: string, expiresAt: number | null];

/** Every change of the accounts and audiences of one network, as stored in the journal. */
export type AudienceChange<Account extends { id: string }, Extra> =
	| { type: "account"; account: Account }
	| { type: "audience"; id: string; accountId: string; name: string; extra: Extra }
	| { type: "extra"; audience: string; extra: Extra }
	| { type: "add"; audience: string; keys: Key[] }
	| { type: "remove"; audience: string; keys: string[] };

/** Accounts with audiences of keys: what every ad network of the sandbox keeps. */
export class AudienceStore<Account extends { id: string }, Extra> {
	readonly accounts = new Map<string, Account>();
	readonly audiences = new Map<string, SandboxAudience<Extra>>();

	apply(change: AudienceChange<Account, Extra>): void {
		switch (change.type) {
			case "account":
				this.accounts.set(change.account.id, change.account);
				return;
			case "audience": {
				const { id, accountId, name, extra } = change;
				this.audiences.set(id, { id, accountId, name, extra, keys: new Map() });
				return;
			}
			case "extra": {
				const audience = this.audiences.get(change.audience);
				if (audience) audience.extra = change.extra;
				return;
			}
			case "add":
				for (const [key, expiresAt] of change.keys) {
					this.audiences.get(change.audience)?.keys.set(key, expiresAt);
				}
				return;
			case "remove":
				for (const key of change.keys) this.audiences.get(change.audience)?.keys.delete(key);
				return;
		}
	}

	/** What an audience holds at an instant: forgotten values are gone. */
	keysAt(audience: SandboxAudience<Extra>, now: number): string[] {
		return [...audience.keys]
			.filter(([, expiresAt]) => expiresAt === null || expiresAt > now)
			.map(([key]) => key);
	}

	*journal(): Generator<AudienceChange<Account, Extra>> {
		for (const account of this.accounts.values()) yield { type: "account", account };
		for (const { id, accountId, name, extra, keys } of this.audiences.values()) {
			yield { type: "audience", id, accountId, name, extra };
			if (keys.size > 0) yield { type: "add", audience: id, keys: [...keys] };
		}
	}

	clear(): void {
		this.accounts.clear();
		this.audiences.clear();
	}

	describe(now: number): object {
		const audiences = [...this.audiences.values()];
		return {
			accounts: [...this.accounts.keys()].map((accountId) => ({
				id: accountId,
				audiences: audiences
					.filter((one) => one.accountId === accountId)
					.map((one) => ({ id: one.id, name: one.name, count: this.keysAt(one, now).length })),
			})),
		};
	}

	describeAudience(id: string, now: number): object | null {
		const audience = this.audiences.get(id);
		if (!audience) return null;
		const keys = this.keysAt(audience, now).map((key) => {
			const split = key.indexOf(":");
			return { column: key.slice(0, split), value: key.slice(split + 1) };
		});
		return { id, accountId: audience.accountId, name: audience.name, keys };
	}
}

/** Whether a network knows the person behind a value: the same answer for the same value, always. */
export function isMatched(key: string, matchRate: number): boolean {
	return createHash("sha256").update(key).digest().readUInt32BE(0) / 2 ** 32 < matchRate;
}
