import type { Connection, HttpResponse, Problem, Verdict } from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const throttled = new Set(["SlowDown", "RequestLimitExceeded", "TooManyRequests"]);
const temporary = new Set(["RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted"]);
const cures: Record<string, Pick<Problem, "class" | "message">> = {
	NoSuchBucket: { class: "config", message: "There is no such bucket. Check its name and the region." },
	PermanentRedirect: {
		class: "config",
		message: "The bucket is in another region. Enter its region and address.",
	},
	AuthorizationHeaderMalformed: {
		class: "config",
		message: "The bucket is in another region. Enter its region and address.",
	},
	InvalidAccessKeyId: {
		class: "auth",
		message: "The storage does not know this access key. Enter a valid one.",
	},
	SignatureDoesNotMatch: {
		class: "auth",
		message: "The secret key does not belong to this access key. Enter both again.",
	},
	ExpiredToken: { class: "auth", message: "The access key has expired. Enter a valid one." },
	RequestTimeTooSkewed: {
		class: "config",
		message: "The clock of the machine Muster runs on is more than 15 minutes wrong. Set it.",
	},
	AccessDenied: {
		class: "auth",
		message:
			"The access key may not do this. It needs s3:PutObject below the folder, and s3:ListBucket for the test.",
	},
};

export function readProblem(answer: HttpResponse): Problem {
	const code = /<Code>([A-Za-z0-9.]{1,80})<\/Code>/.exec(answer.body)?.[1] ?? "";
	const detail = `HTTP ${answer.status}${code ? ` ${code}` : pageOf(answer)}`;
	if (throttled.has(code) || answer.status === 429)
		return { class: "throttled", message: "The storage asks Muster to slow down.", detail };
	if (answer.status >= 500 || answer.status === 408 || temporary.has(code))
		return {
			class: "transient",
			message: "The storage had a problem. Muster retries automatically.",
			detail,
		};
	const cure = cures[code];
	if (cure) return { ...cure, detail };
	if (answer.status >= 200 && answer.status < 300)
		return { class: "transient", message: "The storage did not confirm what it was sent.", detail };
	if (answer.status >= 300 && answer.status < 400)
		return {
			class: "config",
			message: "The bucket is at another address. Enter its region and address.",
			detail,
		};
	if (answer.status === 401 || answer.status === 403)
		return { class: "auth", message: "The storage did not accept the access key.", detail };
	return {
		class: "config",
		message: "The storage refused the request. Check the address and the bucket.",
		detail,
	};
}

function pageOf(answer: HttpResponse): string {
	const page = readPageText(answer);
	return page ? `: ${page}` : "";
}

/** Every S3-compatible storage answers a stored object with 200 and its tag; anything else is no confirmation. */
export function readStored(answer: HttpResponse): Verdict<null> {
	if (answer.status === 200 && answer.headers.etag) return { ok: true, value: null };
	return { ok: false, problem: readProblem(answer) };
}

export function readTest(answer: HttpResponse, _input: unknown, { settings }: Connection): Verdict<string> {
	if (answer.status === 200 && answer.body.includes("<ListBucketResult"))
		return { ok: true, value: `the bucket ${settings.bucket} at ${new URL(settings.endpoint ?? "").host}` };
	return { ok: false, problem: readProblem(answer) };
}
