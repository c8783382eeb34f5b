/** A request as a sandbox network reads it; the path of the address is the network's own. */
export type SandboxRequest = {
	method: string;
	url: URL;
	headers: Record<string, string | undefined>;
	body: string;
};

/** A body that is a text is an HTML page; null is an empty body. */
export type SandboxAnswer = {
	status: number;
	body: object | string | null;
	headers?: Record<string, string>;
};

/** A request understood and checked, not yet applied. */
export type SandboxStep = {
	operation: "create" | "add" | "remove" | "read";
	audience: string;
	apply: () => SandboxAnswer;
};

/** How a network words the failures the sandbox can be told to show. */
export type SandboxFailure = "throttle" | "error_500" | "token_expired" | "bad_request" | "too_small";

/** What a sandbox network may use of the sandbox around it. */
export type SandboxSurroundings = {
	/** The network's own clock, which tests move. */
	now: () => number;
	/** Applies a change and journals it, so that it survives a restart. */
	change: (change: unknown) => void;
};

/** One network as the sandbox plays it, under the first part of the path: its slug. */
export type SandboxNetwork = {
	slug: string;
	/** Checks a request as strictly as the vendor does; nothing changes until `apply` of the step is called. */
	read(request: SandboxRequest): SandboxStep | SandboxAnswer;
	fail(failure: SandboxFailure): SandboxAnswer;
	/** Applies a change made through `change`, now or from the journal. */
	apply(change: unknown): void;
	/** The present state as the shortest list of changes that makes it. */
	journal(): Iterable<unknown>;
	/** What is there when the sandbox starts for the first time. */
	seed(): void;
	/** Adds an account, from the body of POST /_sandbox/<slug>/accounts; throws a ZodError for a bad one. */
	addAccount(body: unknown): void;
	reset(): void;
	/** Everything it holds, for /_sandbox/state. */
	describe(): object;
	/** One audience with all its keys; null when there is none. */
	describeAudience(id: string): object | null;
};
