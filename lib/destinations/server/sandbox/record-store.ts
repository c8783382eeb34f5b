/** A record of one person as the sandbox keeps it: identifiers find it, fields describe the person. */
export type SandboxRecord = {
	id: string;
	accountId: string;
	/** By the network's own name of the kind, e.g. email: one record of an account has a value. */
	identifiers: Readonly<Record<string, string>>;
	fields: Readonly<Record<string, unknown>>;
};

export type SandboxList<Extra> = {
	id: string;
	accountId: string;
	name: string;
	/** What only this network keeps of a list. */
	extra: Extra;
	/** Ids of records. */
	members: Set<string>;
};

/** Every change of the accounts, records and lists of one network, as stored in the journal. */
export type RecordChange<Account extends { id: string }, Extra> =
	| { type: "account"; account: Account }
	| { type: "list"; id: string; accountId: string; name: string; extra: Extra }
	| { type: "list_gone"; id: string }
	/** Each whole, as it is from now on. */
	| { type: "records"; records: SandboxRecord[] }
	| { type: "records_gone"; ids: string[] }
	| { type: "join" | "leave"; list: string; records: string[] };

/** Accounts with records of people and lists of them: what every messaging tool and CRM of the sandbox keeps. */
export class RecordStore<Account extends { id: string }, Extra = null> {
	readonly accounts = new Map<string, Account>();
	readonly records = new Map<string, SandboxRecord>();
	readonly lists = new Map<string, SandboxList<Extra>>();
	private readonly byIdentifier = new Map<string, string>();

	apply(change: RecordChange<Account, Extra>): void {
		switch (change.type) {
			case "account":
				this.accounts.set(change.account.id, change.account);
				return;
			case "list": {
				const { id, accountId, name, extra } = change;
				this.lists.set(id, { id, accountId, name, extra, members: this.lists.get(id)?.members ?? new Set() });
				return;
			}
			case "list_gone":
				this.lists.delete(change.id);
				return;
			case "records":
				for (const record of change.records) {
					this.forgetIdentifiers(record.id);
					this.records.set(record.id, record);
					for (const [kind, value] of Object.entries(record.identifiers))
						this.byIdentifier.set(keyOf(record.accountId, kind, value), record.id);
				}
				return;
			case "records_gone":
				for (const id of change.ids) {
					this.forgetIdentifiers(id);
					this.records.delete(id);
					for (const list of this.lists.values()) list.members.delete(id);
				}
				return;
			case "join":
				for (const id of change.records) this.lists.get(change.list)?.members.add(id);
				return;
			case "leave":
				for (const id of change.records) this.lists.get(change.list)?.members.delete(id);
				return;
		}
	}

	private forgetIdentifiers(id: string): void {
		const before = this.records.get(id);
		if (!before) return;
		for (const [kind, value] of Object.entries(before.identifiers)) {
			const key = keyOf(before.accountId, kind, value);
			if (this.byIdentifier.get(key) === id) this.byIdentifier.delete(key);
		}
	}

	/** The record of an account that has this identifier. */
	find(accountId: string, kind: string, value: string): SandboxRecord | undefined {
		return this.records.get(this.byIdentifier.get(keyOf(accountId, kind, value)) ?? "");
	}

	listsOf(accountId: string): SandboxList<Extra>[] {
		return [...this.lists.values()].filter((list) => list.accountId === accountId);
	}

	membersOf(listId: string): SandboxRecord[] {
		return [...(this.lists.get(listId)?.members ?? [])].flatMap((id) => this.records.get(id) ?? []);
	}

	recordsOf(accountId: string): SandboxRecord[] {
		return [...this.records.values()].filter((record) => record.accountId === accountId);
	}

	*journal(): Generator<RecordChange<Account, Extra>> {
		for (const account of this.accounts.values()) yield { type: "account", account };
		if (this.records.size > 0) yield { type: "records", records: [...this.records.values()] };
		for (const { id, accountId, name, extra, members } of this.lists.values()) {
			yield { type: "list", id, accountId, name, extra };
			if (members.size > 0) yield { type: "join", list: id, records: [...members] };
		}
	}

	clear(): void {
		this.accounts.clear();
		this.records.clear();
		this.lists.clear();
		this.byIdentifier.clear();
	}

	/** For /_sandbox/state: how much each account holds. */
	describe(): object {
		return {
			accounts: [...this.accounts.keys()].map((accountId) => ({
				id: accountId,
				records: this.recordsOf(accountId).length,
				audiences: this.listsOf(accountId).map(({ id, name, members }) => ({
					id,
					name,
					count: members.size,
				})),
			})),
		};
	}

	/** A list with its members, for /_sandbox/<network>/audiences/<id>. */
	describeList(id: string): object | null {
		const list = this.lists.get(id);
		if (!list) return null;
		return { id, accountId: list.accountId, name: list.name, records: this.membersOf(id) };
	}
}

function keyOf(accountId: string, kind: string, value: string): string {
	return `${accountId}\n${kind}\n${value}`;
}
