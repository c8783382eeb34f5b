/** An email that the mail server did not accept. `message` is a sentence for a screen. */
export class MailError extends Error {
	/** Whether every other email would fail the same way. */
	readonly isForAll: boolean;

	constructor(message: string, isForAll: boolean, cause: unknown) {
		super(message, { cause });
		this.name = "MailError";
		this.isForAll = isForAll;
	}
}
