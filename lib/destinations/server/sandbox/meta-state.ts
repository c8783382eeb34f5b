const keptMs = 90 * 86_400_000;

export type MetaAccount = {
	id: string;
	name: string;
	accessToken: string;
	appSecret: string;
	requiresProof: boolean;
	isTermsAccepted: boolean;
	/** Share of values that belong to someone on the network. */
	matchRate: number;
	/** Refuses removals that would leave fewer than this; 0 refuses none. */
	smallestAudience: number;
};

export type MetaSession = {
	nextSeq: number;
	received: number;
	invalid: number;
	matched: number;
	isFinished: boolean;
	startedAt: number;
};

export type MetaAudience = {
	id: string;
	accountId: string;
	name: string;
	description: string;
	schema: string[] | null;
	isValueBased: boolean;
	/** What each key is worth, in a value-based audience. */
	values: Map<string, number>;
	/** `COLUMN:value` to the instant it is forgotten, or null. */
	keys: Map<string, number | null>;
	sessions: Map<string, MetaSession>;
};

/** Every state change, as stored in the journal. */
export type MetaChange =
	| { type: "account"; account: MetaAccount }
	| {
			type: "audience";
			id: string;
			accountId: string;
			name: string;
			description: string;
			isValueBased?: boolean;
	  }
	| { type: "schema"; audience: string; schema: string[] }
	| {
			type: "apply";
			audience: string;
			operation: "add" | "remove";
			keys: string[];
			/** By place, as the keys. */
			values?: (number | null)[] | undefined;
			at: number;
	  }
	| { type: "session"; audience: string; session: string; value: MetaSession };

export class MetaState {
	readonly accounts = new Map<string, MetaAccount>();
	readonly audiences = new Map<string, MetaAudience>();

	apply(change: MetaChange): void {
		switch (change.type) {
			case "account":
				this.accounts.set(change.account.id, change.account);
				return;
			case "audience":
				this.audiences.set(change.id, {
					id: change.id,
					accountId: change.accountId,
					name: change.name,
					description: change.description,
					schema: null,
					isValueBased: change.isValueBased ?? false,
					values: new Map(),
					keys: new Map(),
					sessions: new Map(),
				});
				return;
			case "schema": {
				const audience = this.audiences.get(change.audience);
				if (audience) audience.schema = change.schema;
				return;
			}
			case "apply": {
				const audience = this.audiences.get(change.audience);
				for (const [index, key] of change.keys.entries()) {
					const value = change.values?.[index];
					if (value !== undefined && value !== null) audience?.values.set(key, value);
					if (change.operation === "remove") {
						audience?.keys.delete(key);
						audience?.values.delete(key);
					} else audience?.keys.set(key, key.startsWith("EXTERN_ID:") ? change.at + keptMs : null);
				}
				return;
			}
			case "session":
				this.audiences.get(change.audience)?.sessions.set(change.session, change.value);
				return;
		}
	}

	/** What the audience holds at an instant: forgotten values are gone. */
	keysAt(audience: MetaAudience, now: number): string[] {
		return [...audience.keys]
			.filter(([, expiresAt]) => expiresAt === null || expiresAt > now)
			.map(([key]) => key);
	}

	/** The state as the shortest journal that makes it. */
	*journal(): Generator<MetaChange> {
		for (const account of this.accounts.values()) yield { type: "account", account };
		for (const audience of this.audiences.values()) {
			const { id, accountId, name, description, isValueBased } = audience;
			yield { type: "audience", id, accountId, name, description, isValueBased };
			if (audience.schema) yield { type: "schema", audience: id, schema: audience.schema };
			const byInstant = new Map<number, string[]>();
			for (const [key, expiresAt] of audience.keys) {
				const at = expiresAt === null ? 0 : expiresAt - keptMs;
				const keys = byInstant.get(at);
				if (keys) keys.push(key);
				else byInstant.set(at, [key]);
			}
			for (const [at, keys] of byInstant) {
				const values = isValueBased ? keys.map((key) => audience.values.get(key) ?? null) : undefined;
				yield { type: "apply", audience: id, operation: "add", keys, values, at };
			}
			for (const [session, value] of audience.sessions)
				yield { type: "session", audience: id, session, value };
		}
	}
}
