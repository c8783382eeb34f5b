import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { visibleText } from "@/lib/kernel/visible-text";
import { campaignDefaults, emailAddress, password, timeZone } from "@/lib/workspaces/contracts";
import { roles } from "@/lib/workspaces/policy";

const role = z.enum(roles);
const personName = visibleText("is needed", 100);

export const workspaceSettings = z.object({
	id: z.string(),
	slug: z.string(),
	name: z.string(),
	timeZone: z.string(),
	/** What a new campaign starts with. */
	defaults: campaignDefaults,
	createdAt: z.iso.datetime(),
});
export type WorkspaceSettings = z.output<typeof workspaceSettings>;

export const jobsHealth = z.object({
	/** postgres | trigger.dev; null when no worker was ever seen. */
	queue: z.enum(["postgres", "trigger.dev"]).nullable(),
	workerSeenAt: z.iso.datetime().nullable(),
	lastStartedAt: z.iso.datetime().nullable(),
	/** One sentence: why jobs do not run, or which keep failing. */
	problem: z.string().nullable(),
	isRunning: z.boolean(),
	jobs: z.array(
		z.object({
			job: z.string(),
			lastStartedAt: z.iso.datetime().nullable(),
			lastEndedAt: z.iso.datetime().nullable(),
			lastFailedAt: z.iso.datetime().nullable(),
			/** Consecutive, up to now. */
			failures: z.number().int(),
		}),
	),
});
export type JobsHealth = z.output<typeof jobsHealth>;

export const workspaceApi = {
	get: defineApi({
		method: "GET",
		path: "/workspace",
		summary: "The workspace's name, its time zone, and what a new campaign starts with",
		allow: "workspace.read",
		output: workspaceSettings,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/workspace",
		summary: "Change the workspace's name, its time zone, or what a new campaign starts with",
		allow: "settings.write",
		body: z.object({
			name: visibleText("is needed", 100).optional(),
			timeZone: timeZone.optional(),
			defaults: campaignDefaults.partial().optional(),
		}),
		output: workspaceSettings,
	}),
	jobs: defineApi({
		method: "GET",
		path: "/workspace/jobs",
		summary: "Which queue runs the background jobs of this installation, and whether it works",
		allow: "workspace.read",
		output: jobsHealth,
	}),
	changePassword: defineApi({
		method: "POST",
		path: "/account/password",
		summary: "Change the signed-in user's own password",
		allow: "workspace.read",
		body: z.object({ current: z.string().min(1, "is needed").max(200), next: password }),
		output: z.object({ changedAt: z.iso.datetime() }),
	}),
};

export const member = z.object({
	userId: z.string(),
	name: z.string(),
	email: z.string(),
	role,
	joinedAt: z.iso.datetime(),
});
export type Member = z.output<typeof member>;

/** A password to hand over once; null when the person already had an account and keeps their own password. */
const oneTimePassword = z.string().nullable();
const userParams = z.object({ userId: idSchema("usr") });

export const membersApi = {
	list: defineApi({
		method: "GET",
		path: "/members",
		summary: "Members of the workspace",
		allow: "settings.read",
		output: pageOf(member),
	}),
	invite: defineApi({
		method: "POST",
		path: "/members",
		summary: "Create an account for a new member, with a password shown once",
		allow: "settings.write",
		body: z.object({ name: personName, email: emailAddress, role }),
		output: z.object({ member, oneTimePassword }),
		status: 201,
	}),
	changeRole: defineApi({
		method: "PATCH",
		path: "/members/{userId}",
		summary: "Change a member's role",
		allow: "settings.write",
		params: userParams,
		body: z.object({ role }),
		output: member,
	}),
	remove: defineApi({
		method: "DELETE",
		path: "/members/{userId}",
		summary:
			"Remove a member from the workspace; API keys they created are revoked as well, unless apiKeys=keep is given",
		allow: "settings.write",
		params: userParams,
		query: z.object({ apiKeys: z.enum(["revoke", "keep"]).default("revoke") }),
		output: z.object({ userId: z.string(), revokedApiKeys: z.int() }),
	}),
	resetPassword: defineApi({
		method: "POST",
		path: "/members/{userId}/password",
		summary: "Give a member of this workspace only a new password, shown once",
		allow: "settings.write",
		params: userParams,
		output: z.object({ oneTimePassword: z.string() }),
	}),
};

export const apiKey = z.object({
	id: z.string(),
	name: z.string(),
	role,
	prefix: z.string(),
	/** Name of the actor, as it was then. */
	createdBy: z.string(),
	/** The person behind it, also when another key created it; null if unknown. */
	createdById: z.string().nullable(),
	/** That person's current role in the workspace. */
	creatorState: z.enum(["admin", "member", "left", "unknown"]),
	createdAt: z.iso.datetime(),
	lastUsedAt: z.iso.datetime().nullable(),
	revokedAt: z.iso.datetime().nullable(),
});
export type ApiKey = z.output<typeof apiKey>;

export const apiKeysApi = {
	list: defineApi({
		method: "GET",
		path: "/api-keys",
		summary: "API keys of the workspace, revoked ones included",
		allow: "settings.read",
		output: pageOf(apiKey),
	}),
	create: defineApi({
		method: "POST",
		path: "/api-keys",
		summary: "Create an API key; its token is shown once",
		allow: "settings.write",
		body: z.object({ name: personName, role }),
		output: z.object({ apiKey, token: z.string() }),
		status: 201,
	}),
	revoke: defineApi({
		method: "DELETE",
		path: "/api-keys/{apiKeyId}",
		summary: "Revoke an API key; requests with it are refused from then on",
		allow: "settings.write",
		params: z.object({ apiKeyId: idSchema("key") }),
		output: apiKey,
	}),
};

export const auditEntry = z.object({
	id: z.string(),
	at: z.iso.datetime(),
	actorKind: z.string(),
	actorId: z.string(),
	actorName: z.string(),
	action: z.string(),
	entityId: z.string(),
	detail: z.record(z.string(), z.unknown()),
	requestId: z.string(),
});
export type AuditEntry = z.output<typeof auditEntry>;

export const auditApi = {
	list: defineApi({
		method: "GET",
		path: "/audit",
		summary: "Who did what, newest first",
		allow: "settings.read",
		query: pageQuery.extend({ entityId: z.string().max(60).optional() }),
		output: pageOf(auditEntry),
	}),
};

/** A background run of this workspace that was given up and whose work has not been done since. */
export const failedJob = z.object({
	id: z.string(),
	/** What it was to do, as the subject of a sentence. */
	work: z.string(),
	attempts: z.number().int(),
	failedAt: z.iso.datetime(),
	/** Where its result is shown, under the workspace. */
	path: z.string(),
});
export type FailedJob = z.output<typeof failedJob>;

export const jobsApi = {
	listFailed: defineApi({
		method: "GET",
		path: "/jobs/failed",
		summary: "Background work of the last day that failed for good and was not done since",
		allow: "workspace.read",
		output: z.object({ items: z.array(failedJob) }),
	}),
};
