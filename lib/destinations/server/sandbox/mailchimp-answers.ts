import { z } from "zod";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxRequest,
} from "@/lib/destinations/server/sandbox/sandbox-network";

// How Mailchimp words things, and the bodies it takes.

const mergeValue = z.union([z.string(), z.number()]);
const status = z.enum(["subscribed", "unsubscribed", "cleaned", "pending", "transactional"]);
const contact = {
	email_address: z.string(),
	email_type: z.enum(["html", "text"]).optional(),
	merge_fields: z.record(z.string(), mergeValue).optional(),
};

export const contactsBody = z.strictObject({
	members: z
		.array(z.strictObject({ ...contact, status }))
		.min(1)
		.max(500),
	update_existing: z.boolean().default(false),
});
export const contactBody = z.strictObject({
	...contact,
	status: status.optional(),
	status_if_new: status.optional(),
});
export const movedBody = contactBody.partial();
export const segmentBody = z.strictObject({
	name: z.string().min(1).max(100),
	static_segment: z.array(z.string()),
});
export const membershipBody = z.strictObject({
	members_to_add: z.array(z.string()).max(500).default([]),
	members_to_remove: z.array(z.string()).max(500).default([]),
});

export const account = z.strictObject({
	id: z.string().min(1),
	apiKey: z.string().regex(/-[a-z]{2,5}\d{1,3}$/),
	listId: z.string().min(1),
	listName: z.string().default("Sandbox audience"),
	mergeFields: z.array(z.strictObject({ tag: z.string(), name: z.string(), type: z.string() })).default([
		{ tag: "FNAME", name: "First Name", type: "text" },
		{ tag: "LNAME", name: "Last Name", type: "text" },
		{ tag: "PLAN", name: "Plan", type: "text" },
		{ tag: "VISITS", name: "Visits", type: "number" },
		{ tag: "ADDRESS", name: "Address", type: "address" },
	]),
	/** Addresses that were permanently deleted. */
	forgotten: z.array(z.string()).default([]),
	/** Contacts the plan allows; null: any number. */
	mostContacts: z.number().int().nullable().default(null),
});
export type Account = z.output<typeof account>;

export function problem(code: number, title: string, detail: string, errors?: object[]): SandboxAnswer {
	const type = "https://mailchimp.com/developer/marketing/docs/errors/";
	return {
		status: code,
		headers: { "content-type": "application/problem+json" },
		body: { type, title, status: code, detail, instance: "sandbox", ...(errors ? { errors } : {}) },
	};
}

export function invalid(error: z.ZodError): SandboxAnswer {
	const errors = error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
	return problem(400, "Invalid Resource", "The resource submitted could not be validated.", errors);
}

export function failure(kind: SandboxFailure): SandboxAnswer {
	switch (kind) {
		case "throttle":
			return problem(429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.");
		case "error_500":
			return problem(500, "Internal Server Error", "An unexpected internal error has occurred.");
		case "token_expired":
			return problem(401, "API Key Invalid", "Your API key may be invalid, or the wrong data center.");
		case "bad_request":
			return problem(400, "Invalid Resource", "The resource submitted could not be validated.");
		case "too_small":
			// Mailchimp takes everyone out that it is asked to: the nearest it has.
			return problem(503, "Service Unavailable", "Please try again later.");
	}
}

export function parseJson(request: SandboxRequest): unknown {
	if (!request.headers["content-type"]?.startsWith("application/json")) return undefined;
	try {
		return JSON.parse(request.body);
	} catch {
		return undefined;
	}
}
