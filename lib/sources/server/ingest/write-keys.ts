import type { Database } from "@/lib/platform/postgres/database";
import { hashToken } from "@/lib/platform/secrets/tokens";

export type WriteKeyOwner = { keyId: string; sourceId: string; ws: number };
type Remembered = { owner: WriteKeyOwner | null; until: number };

// A revoked key stops working within this time in every process.
const rememberMs = 5_000;
const maxRemembered = 10_000;

/** Which source's write key a token is; results are cached for some seconds. */
export class WriteKeys {
	private readonly remembered = new Map<string, Remembered>();
	private readonly used = new Set<string>();

	private readonly db: Database;

	constructor(db: Database) {
		this.db = db;
	}

	async find(token: string): Promise<WriteKeyOwner | null> {
		if (!/^wk_[0-9a-z]{8,64}$/.test(token)) return null;
		const now = Date.now();
		const known = this.remembered.get(token);
		if (known && known.until > now) return known.owner;
		const key = await this.db.writeKey.findUnique({
			where: { keyHash: hashToken(token) },
			include: { source: { include: { workspace: { select: { number: true } } } } },
		});
		const isValid = key && !key.revokedAt && !key.source.archivedAt;
		const owner = isValid ? { keyId: key.id, sourceId: key.sourceId, ws: key.source.workspace.number } : null;
		if (this.remembered.size >= maxRemembered) this.remembered.clear();
		this.remembered.set(token, { owner, until: now + rememberMs });
		if (owner) this.used.add(owner.keyId);
		return owner;
	}

	/** Notes when keys were last used; called now and then. */
	async saveUse(): Promise<void> {
		if (this.used.size === 0) return;
		const ids = [...this.used].sort();
		this.used.clear();
		await this.db.writeKey.updateMany({ where: { id: { in: ids } }, data: { lastUsedAt: new Date() } });
	}
}
