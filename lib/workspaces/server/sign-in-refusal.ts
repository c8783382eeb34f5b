/** Why a sign-in was refused, for the sign-in page; `failed` is everything that should not happen. */
export type SignInReason = "wrong" | "too_many" | "busy" | "failed";

/** A refused sign-in. Its message is its reason and nothing more: next-auth shows messages in the address. */
export class SignInRefusal extends Error {
	readonly reason: SignInReason;
	readonly retryAfterSeconds: number | undefined;

	constructor(reason: SignInReason, retryAfterSeconds?: number) {
		super(reason);
		this.name = "SignInRefusal";
		this.reason = reason;
		this.retryAfterSeconds = retryAfterSeconds;
	}
}
