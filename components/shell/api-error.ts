import { issueSentence } from "@/components/shell/issue-sentence";

export type ApiIssue = { path: string; message: string };

/** A failed request, with the server's message. `requestId` finds it in the server's log. */
export class ApiError extends Error {
	readonly code: string;
	readonly status: number;
	readonly requestId: string | null;
	readonly issues: ApiIssue[];

	constructor(
		code: string,
		message: string,
		{
			status = 0,
			requestId = null,
			issues = [],
		}: { status?: number; requestId?: string | null; issues?: ApiIssue[] } = {},
	) {
		super(message);
		this.name = "ApiError";
		this.code = code;
		this.status = status;
		this.requestId = requestId;
		this.issues = issues;
	}

	/** True when the same request may succeed later: no connection, or a server-side failure. */
	get isRetryable(): boolean {
		return this.status === 0 || this.status >= 500 || this.status === 429;
	}

	/** The message for one field of a form, if the server named it. */
	issueAt(path: string): string | undefined {
		const issue = this.issues.find((each) => each.path === path);
		return issue && issueSentence(issue, "This");
	}
}
