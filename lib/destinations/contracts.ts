import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { syncModes, targetTypes } from "@/lib/destinations/what-is-sent";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";

/** Values of a connect form by field name; the network's entry in the catalogue defines the fields. */
const connectValues = z.record(z.string().max(60), z.string().max(4_000));

const targetFieldView = z.object({
	name: z.string(),
	label: z.string(),
	help: z.string(),
	type: z.enum(targetTypes),
	isRequired: z.boolean(),
	isFixed: z.boolean(),
});

export const networkView = z.object({
	slug: z.string(),
	name: z.string(),
	summary: z.string(),
	category: z.string(),
	purpose: z.string(),
	/** The consents a sync can be for, the usual one first. */
	purposes: z.array(consentPurpose),
	/** static: with the values of the form; oauth2: someone gives access at the network; minted: with a key. */
	auth: z.enum(["static", "oauth2", "minted"]),
	/** oauth2: the address to register with the network's app; null for the others. */
	redirectAddress: z.string().nullable(),
	fields: z.array(
		z.object({
			name: z.string(),
			label: z.string(),
			help: z.string(),
			kind: z.enum(["text", "password", "url", "number", "choice"]),
			/** The values of a choice; empty for everything else. */
			options: z.array(z.object({ value: z.string(), label: z.string() })),
			isSecret: z.boolean(),
			isRequired: z.boolean(),
			isAdvanced: z.boolean(),
			canGenerate: z.string().nullable(),
			placeholder: z.string(),
			initial: z.string(),
		}),
	),
	identifierKinds: z.array(
		z.object({ kind: z.string(), column: z.string(), label: z.string(), sentAs: z.string() }),
	),
	/** Fields that can be mapped; null: membership is all that can be delivered. */
	mapping: z
		.object({
			fields: z.array(targetFieldView),
			takesOthers: z.boolean(),
			maxFields: z.number().int(),
		})
		.nullable(),
	modes: z.array(z.enum(syncModes)),
	/** Whether it is told of each person's change by one identifier, not of every identifier of a person. */
	hasOneIdentifier: z.boolean(),
	/** Whether it keeps one record of a person, found by one identifier: a sync chooses exactly one. */
	keepsRecords: z.boolean(),
	/** Whether the fields that exist there can be read. */
	listsFields: z.boolean(),
	/** What to fill in to reach the sandbox network; null when none is running. */
	sandboxValues: connectValues.nullable(),
});
export type NetworkView = z.output<typeof networkView>;

export const destinationView = z.object({
	id: z.string(),
	network: z.string(),
	networkName: z.string(),
	name: z.string(),
	/**
	 * connected: the last test worked; failing: it did not; disconnected: the receiver asked not to be
	 * contacted again.
	 */
	status: z.enum(["connected", "failing", "disconnected"]),
	checkedAt: z.string().nullable(),
	checkError: z.string().nullable(),
	/** While nothing is sent: requests failed, or the network asked to wait. `until` is when Muster tries again. */
	pause: z.object({ until: z.string(), reason: z.string() }).nullable(),
	/** What will end the connection soon though it still works, as a sentence; null when nothing is known to. */
	endsSoon: z.string().nullable(),
	settings: z.record(z.string(), z.string()),
	/** Which secrets are stored; their values are never returned. */
	storedSecrets: z.array(z.string()),
	/** The network's account that access was given to; null where it does not say. */
	account: z.object({ id: z.string(), name: z.string() }).nullable(),
	/** The network took its access back: an admin must give it again. */
	needsReconnect: z.boolean(),
	isSandbox: z.boolean(),
	syncCount: z.number().int(),
	createdAt: z.string(),
});
export type DestinationView = z.output<typeof destinationView>;

export const destinationFields = z.object({
	/** The network said which fields exist; otherwise any name can be mapped. */
	isKnown: z.boolean(),
	/** Why it could not be asked; null when it was, or does not say. */
	problem: z.string().nullable(),
	/** Beyond those that the network always has. */
	fields: z.array(targetFieldView),
});
export type DestinationFields = z.output<typeof destinationFields>;

export const connectDestinationInput = z.strictObject({
	network: z.string().max(40),
	name: visibleText("A name is needed", 100),
	values: connectValues,
});
export type ConnectDestinationInput = z.output<typeof connectDestinationInput>;

export const updateDestinationInput = z.strictObject({
	name: visibleText("A name is needed", 100).optional(),
	values: connectValues.optional(),
	/** Confirms a move to another place: delivery starts over there, and nothing is removed from the old one. */
	startsOver: z.boolean().optional(),
	/** Of how many people the removal from the old place, which is still owed, is given up with that. */
	givesUpRemovals: z.number().int().min(1).max(2_147_483_647).optional(),
});
export type UpdateDestinationInput = z.output<typeof updateDestinationInput>;

export const testConnectionInput = z.strictObject({
	network: z.string().max(40),
	values: connectValues,
	/** Secrets left empty are copied from this destination. */
	destinationId: idSchema("dst").optional(),
});
export type TestConnectionInput = z.output<typeof testConnectionInput>;

export const testResult = z.object({
	ok: z.boolean(),
	/** The account that was reached, or what went wrong and the fix. */
	message: z.string(),
	detail: z.string().nullable(),
	issues: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type TestResult = z.output<typeof testResult>;

export const authorizationStarted = z.object({
	/** The network's page to send the browser to. */
	url: z.string(),
});

/** What the network's page sent back with the browser, or the answer to a question about it. */
export const finishAuthorizationInput = z.strictObject({
	state: z.string().min(1).max(200),
	code: z.string().min(1).max(4_000).optional(),
	/** The network's reason in place of a code. */
	error: z.string().max(200).optional(),
	/** Confirms another account: delivery starts over there, and nothing is removed from the old one. */
	startsOver: z.boolean().optional(),
	/** Of how many people the removal from the old account, which is still owed, is given up with that. */
	givesUpRemovals: z.number().int().min(1).max(2_147_483_647).optional(),
});
export type FinishAuthorizationInput = z.output<typeof finishAuthorizationInput>;

export const authorizationResult = z.object({
	/** connected: stored; other_account: asks to confirm; the others changed nothing. */
	outcome: z.enum(["connected", "other_account", "denied", "failed"]),
	network: z.string(),
	/** The destination that was connected, or is to be connected again; null for a new one that is not. */
	destinationId: z.string().nullable(),
	/** What happened, and what to do about it. */
	message: z.string(),
	account: z.object({ id: z.string(), name: z.string() }).nullable(),
	/** other_account: people still to be removed from the account before, to be given up with the confirmation. */
	owedRemovals: z.number().int(),
});
export type AuthorizationResult = z.output<typeof authorizationResult>;
