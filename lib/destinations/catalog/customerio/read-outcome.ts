import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type {
	AudienceRequest,
	AudienceSize,
	HttpResponse,
	Problem,
	ProblemClass,
	Verdict,
} from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

function meaningOf(status: number): { class: ProblemClass; message: string } {
	if (status === 429) {
		return { class: "throttled", message: "Customer.io asks Muster to slow down. Muster waits and goes on." };
	}
	if (status === 401 || status === 403) {
		return {
			class: "auth",
			message:
				"Customer.io does not accept the keys. Check the site ID, the Track API key and the App API key under Settings → API credentials there.",
		};
	}
	if (status === 400 || status === 413 || status === 422) {
		return { class: "bad_batch", message: "Customer.io found something wrong in this batch." };
	}
	if (status === 408 || status >= 500) {
		return { class: "transient", message: "Customer.io had a temporary problem. Muster tries again." };
	}
	// Also another kind of success than Customer.io gives, which may have come from something in between.
	if (status >= 200 && status < 300) {
		return { class: "transient", message: "Customer.io answered in a way Muster does not understand." };
	}
	return {
		class: "config",
		message: "Customer.io does not know this address. Check the region and the addresses under Advanced.",
	};
}

const errorBody = z.object({ meta: z.object({ errors: z.array(z.string()) }) });

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

export function readProblem(answer: HttpResponse): Problem {
	const words = errorBody.safeParse(parse(answer.body));
	const said = words.success ? words.data.meta.errors.join("; ").slice(0, 300) : readPageText(answer);
	return { ...meaningOf(answer.status), detail: `HTTP ${answer.status}${said ? `: ${said}` : ""}` };
}

/** The body of a 200, checked; otherwise the problem. */
function readData<T>(answer: HttpResponse, schema: z.ZodType<T>): Verdict<T> {
	const parsed = answer.status === 200 ? schema.safeParse(parse(answer.body)) : null;
	if (parsed?.success) return { ok: true, value: parsed.data };
	return { ok: false, problem: readProblem(answer) };
}

/** Outside a batch, a refused request is a question of the connection and not of people. */
function asConfig(problem: Problem): Problem {
	if (problem.class !== "bad_batch") return problem;
	return {
		...problem,
		class: "config",
		message: "Customer.io refused the request. The details hold its own words.",
	};
}

function readSetting<T>(answer: HttpResponse, schema: z.ZodType<T>): Verdict<T> {
	const read = readData(answer, schema);
	return read.ok ? read : { ok: false, problem: asConfig(read.problem) };
}

const region = z.object({ region: z.enum(["us", "eu"]), environment_id: z.number().int() });
export type Region = z.output<typeof region>;

export function readRegion(answer: HttpResponse): Verdict<Region> {
	return readSetting(answer, region);
}

const workspaces = z.object({ workspaces: z.array(z.object({ id: z.number().int(), name: z.string() })) });

export function readWorkspaceName(answer: HttpResponse, id: number): Verdict<string> {
	const read = readSetting(answer, workspaces);
	if (!read.ok) return read;
	const own = read.value.workspaces.find((one) => one.id === id);
	if (own) return { ok: true, value: own.name };
	return {
		ok: false,
		problem: {
			class: "config",
			message:
				"The App API key does not see the workspace of the Track API key. Use two keys of one workspace.",
			detail: `workspace ${id} is not among ${read.value.workspaces.length}`,
		},
	};
}

const segment = z.object({ id: z.number().int(), name: z.string().default(""), type: z.string().optional() });
const isManual = ({ type }: { type?: string | undefined }): boolean =>
	type === undefined || type === "manual";

export function readFoundSegments(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	const read = readSetting(answer, z.object({ segments: z.array(segment) }));
	if (!read.ok) return read;
	const own = read.value.segments.filter((one) => isManual(one) && one.name === wanted.name);
	return { ok: true, value: { ids: own.map(({ id }) => String(id)), next: null } };
}

export function readCreatedSegment(answer: HttpResponse): Verdict<string> {
	const read = readSetting(answer, z.object({ segment }));
	return read.ok ? { ok: true, value: String(read.value.segment.id) } : read;
}

/** Whether the segment is there and takes people: the Track API would say nothing. */
export function readSegment(answer: HttpResponse): Verdict<null> {
	if (answer.status === 404) {
		return {
			ok: false,
			problem: {
				class: "config",
				message: "The segment is no longer in Customer.io. Start the sync over, and Muster creates it again.",
				detail: "HTTP 404 for the segment",
			},
		};
	}
	const read = readSetting(answer, z.object({ segment }));
	if (!read.ok) return read;
	if (isManual(read.value.segment)) return { ok: true, value: null };
	return {
		ok: false,
		problem: {
			class: "config",
			message: "The segment in Customer.io is not a manual one: nobody can be added to it from outside.",
			detail: `a segment of the type ${read.value.segment.type}`,
		},
	};
}

export function readSegmentSize(answer: HttpResponse): Verdict<AudienceSize> {
	const read = readSetting(answer, z.object({ count: z.number().int().min(0) }));
	if (!read.ok) return read;
	return { ok: true, value: { lower: read.value.count, upper: read.value.count, status: "" } };
}

const found = z.object({
	identifiers: z.array(
		z.object({ cio_id: z.string().min(1), id: z.string().nullish(), email: z.string().nullish() }),
	),
});

/** Customer.io's own ids of the people found, by the identifier asked for, in lower case for email addresses. */
export function readSearch(
	answer: HttpResponse,
	column: "id" | "email",
): Verdict<ReadonlyMap<string, string>> {
	const read = readSetting(answer, found);
	if (!read.ok) return read;
	const byValue = new Map<string, string>();
	for (const one of read.value.identifiers) {
		const value = one[column];
		if (value) byValue.set(column === "email" ? value.toLowerCase() : value, one.cio_id);
	}
	return { ok: true, value: byValue };
}

const batchErrors = z.object({
	errors: z
		.array(
			z.object({
				batch_index: z.number().int().min(0),
				reason: z.string().default(""),
				field: z.string().default(""),
				message: z.string().default(""),
			}),
		)
		.min(1),
});

/** What was wrong with single people, by their position in the request: none for 200 `{}`, some for 207. */
export function readIdentified(answer: HttpResponse, sent: number): Verdict<ReadonlyMap<number, string>> {
	if (answer.status === 207) {
		const parsed = batchErrors.safeParse(parse(answer.body));
		if (!parsed.success || parsed.data.errors.some((one) => one.batch_index >= sent)) {
			return { ok: false, problem: readProblem(answer) };
		}
		return {
			ok: true,
			value: new Map(
				parsed.data.errors.map((one): [number, string] => [
					one.batch_index,
					[one.field, one.message || one.reason || "no reason given"]
						.filter(Boolean)
						.join(": ")
						.slice(0, 200),
				]),
			),
		};
	}
	const read = readData(answer, z.strictObject({}));
	return read.ok ? { ok: true, value: new Map() } : read;
}

/** The segment endpoints answer 200 with an empty object or nothing at all. */
export function readMembers(answer: HttpResponse): Verdict<null> {
	const isEmpty = answer.body.trim() === "" || z.strictObject({}).safeParse(parse(answer.body)).success;
	if (answer.status === 200 && isEmpty) return { ok: true, value: null };
	return { ok: false, problem: readProblem(answer) };
}
