import { consentPurposes } from "@/lib/consent/purposes";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { ChaosClock } from "@/lib/syncs/testing/chaos/chaos-clock";
import { chaosEmail, chaosUserId, PeopleTruth } from "@/lib/syncs/testing/chaos/people-truth";
import type { Context } from "@/lib/workspaces/server/context";

/** The people of a world, changed by the product's own ways in: messages, consents, merges and erasures. */
export class ChaosPeople extends PeopleTruth {
	readonly erasures: string[] = [];
	private readonly ctx: Context;
	private readonly clock: ChaosClock;
	private messages = 0;

	constructor(ctx: Context, clock: ChaosClock) {
		super();
		this.ctx = ctx;
		this.clock = clock;
	}

	/** Everyone identified, with an email and a plan, and consent to everything. */
	async createAll(count: number): Promise<number[]> {
		const uids = Array.from({ length: count }, (_, index) => index + 1);
		await this.tell(uids.map((uid) => this.identify(uid, { email: chaosEmail(uid), plan: "p0" })));
		this.create(uids, this.clock.now());
		await this.state(uids, true);
		return uids;
	}

	private identify(uid: number, traits: object): object {
		return { type: "identify", messageId: `m${this.messages++}`, userId: chaosUserId(uid), traits };
	}

	private context(): Context {
		this.clock.advance(1_000);
		return { ...this.ctx, now: new Date(this.clock.now()) };
	}

	private async tell(messages: object[]): Promise<void> {
		await sendMessages(this.context(), messages);
		await this.restamp();
	}

	/** What Postgres stamped by its own clock gets the world's: a process that looks for changes since looks by that. */
	private async restamp(): Promise<void> {
		const ws = this.ctx.workspace.number;
		const at = new Date(this.clock.now());
		await this.ctx.db.$executeRaw`
			UPDATE vault_value SET updated_at = ${at}, recorded_at = ${at}
			WHERE workspace_number = ${ws} AND updated_at < clock_timestamp() + interval '1 hour'`;
		await this.ctx.db.$executeRaw`
			UPDATE identifier SET created_at = ${at}::timestamptz + uid * interval '1 millisecond'
			WHERE workspace_number = ${ws} AND created_at < clock_timestamp() + interval '1 hour'`;
	}

	/** Yes or no to every purpose. One that is not yet on its way to the warehouse is carried there by `deliverWords`. */
	async state(uids: readonly number[], agrees: boolean, { isHeldUp = false } = {}): Promise<void> {
		const present = uids.filter((uid) => this.find(uid) !== null);
		if (present.length === 0) return;
		const ctx = this.context();
		const at = ctx.now.getTime();
		await acceptMessages(
			ctx.db,
			new Catalogue(),
			present.map((uid) => ({
				messageId: `m${this.messages++}`,
				identifiers: [{ kind: "user_id", value: normalizeIdentifier("user_id", chaosUserId(uid)) ?? "" }],
				at,
				traits: [],
				personal: [],
				consents: consentPurposes.map((purpose) => ({
					purpose,
					state: agrees ? ("granted" as const) : ("denied" as const),
					at,
					statement: "",
				})),
			})),
			{ ws: ctx.workspace.number, source: "test", now: ctx.now, keepForever: false },
		);
		for (const uid of present) {
			const person = this.people.get(uid);
			if (person) person.consents = { value: agrees, at };
		}
		// A yes that has not arrived counts for nothing yet.
		if (!isHeldUp || agrees) await this.deliverWords();
	}

	async deliverWords(): Promise<void> {
		await settleOutbox(this.ctx.db, this.ctx.warehouse);
	}

	async changeEmail(uid: number, email: string): Promise<void> {
		const person = this.find(uid);
		if (!person) return;
		await this.tell([this.identify(uid, { email })]);
		person.email = { value: email, at: this.clock.now() };
	}

	async changePlan(uid: number, plan: string): Promise<void> {
		const person = this.find(uid);
		if (!person) return;
		await this.tell([this.identify(uid, { plan })]);
		person.plan = { value: plan, at: this.clock.now() };
	}

	/** Two people turn out to be one. */
	async merge(uid: number, other: number): Promise<void> {
		if (!this.canMerge(uid, other)) return;
		await this.tell([
			{
				type: "alias",
				messageId: `m${this.messages++}`,
				previousId: chaosUserId(other),
				userId: chaosUserId(uid),
			},
		]);
		const profiles = await this.ctx.db.profile.findMany({
			where: { workspaceNumber: this.ctx.workspace.number },
			select: { uid: true, rootUid: true },
		});
		for (const { uid: of, rootUid } of profiles) {
			const person = this.people.get(of);
			if (person) person.root = rootUid;
		}
		if (this.canMerge(uid, other)) throw new Error(`${uid} and ${other} were not merged`);
	}

	async erase(uid: number): Promise<void> {
		const person = this.find(uid);
		if (!person) return;
		const { id } = await requestErasure(this.context(), { profileId: person.root });
		this.erasures.push(id);
		this.erased(person.root);
	}
}
