import { z } from "zod";
import { displayPerson } from "@/lib/profiles/display-person";
import { explainedNode } from "@/lib/rules/contracts";
import { draftRule, givenRule } from "@/lib/rules/given-rule";
import { lintFinding } from "@/lib/rules/lint/lint-finding";
import { segmentId } from "@/lib/segments/contracts";

const instant = z.iso.datetime({ offset: true });
const count = z.number().int();

export const lintInput = z.object({
	rule: draftRule,
	/** The segment being changed: it is not compared with itself, and its past shows how much it churns. */
	segmentId: segmentId.optional(),
	/** As of when; now if absent. */
	asOf: instant.optional(),
	/**
	 * The editing session, as in a preview: conditions already counted in it at the same instant are not
	 * queried again.
	 */
	session: z.string().min(1).max(60).optional(),
});
export type LintInput = z.input<typeof lintInput>;

export const lintOutput = z.object({
	asOf: instant,
	/** Most severe first. */
	findings: z.array(lintFinding),
	tookMs: z.number(),
});
export type LintOutput = z.infer<typeof lintOutput>;

export const explanation = z.object({
	person: displayPerson,
	/** By the rule's current version, at this instant. */
	asOf: instant,
	version: count,
	matches: z.boolean(),
	sentence: z.string(),
	/** By the served membership; null while none was built. */
	isServed: z.boolean().nullable(),
	servedAsOf: instant.nullable(),
	/** Since when the person has been served as a member, or not; null for never, and from before the log. */
	servedSince: instant.nullable(),
	nodes: z.array(explainedNode),
	/** What would have to change for a nonmember; empty for members. */
	missing: z.array(z.string()),
	/** When time alone next changes the answer. Null: not within 400 days. */
	nextChange: z.object({ at: instant, isCertain: z.boolean() }).nullable(),
	golden: z.enum(["in", "out"]).nullable(),
});
export type Explanation = z.infer<typeof explanation>;

const knowledge = z.enum(["today", "served"]);
export type Knowledge = z.infer<typeof knowledge>;

export const membersAtQuery = z.object({
	at: instant,
	/**
	 * today: the current rule applied to the past, recalculated with current data. served: whom the segment
	 * held then.
	 */
	as: knowledge.default("today"),
	cursor: z.string().max(200).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const membersAtPage = z.object({
	items: z.array(displayPerson),
	nextCursor: z.string().nullable(),
	total: count,
	asOf: instant,
	version: count,
	/** Nothing is known about earlier instants. */
	earliest: instant,
});
export type MembersAt = z.infer<typeof membersAtPage>;

export const compareInput = z.object({ rule: givenRule });
const ruleComparison = z.object({
	asOf: instant,
	/** People served now; null while none were built. */
	before: count.nullable(),
	after: count,
	staying: count,
	entering: z.object({ count, people: z.array(displayPerson) }),
	leaving: z.object({ count, people: z.array(displayPerson) }),
	/** Why this is a large change; null when it is not. */
	warning: z.string().nullable(),
});
const segmentUse = z.object({ id: z.string(), name: z.string(), detail: z.string() });
export const publishDiff = ruleComparison.extend({
	syncs: z.array(segmentUse),
	campaigns: z.array(segmentUse),
	/** Segments whose rules name this one. */
	segments: z.array(segmentUse),
});
export type RuleComparison = z.infer<typeof ruleComparison>;
export type PublishDiff = z.infer<typeof publishDiff>;

export const maxOverlapping = 8;
export const overlapQuery = z.object({
	/** Two to eight ids, separated by commas. */
	ids: z
		.string()
		.transform((text) => [...new Set(text.split(",").filter((id) => id !== ""))])
		.pipe(
			z
				.array(segmentId)
				.min(2, "Name at least two segments")
				.max(maxOverlapping, `At most ${maxOverlapping} segments at once`),
		),
});
export const overlap = z.object({
	asOf: instant,
	segments: z.array(z.object({ id: segmentId, name: z.string(), size: count, asOf: instant })),
	/** People in exactly these segments of the ones requested, and in no other of them; largest first. */
	intersections: z.array(z.object({ ids: z.array(segmentId), count })),
	/** In any of them. */
	total: count,
});
export type Overlap = z.infer<typeof overlap>;

const reachRow = z.object({
	key: z.string(),
	label: z.string(),
	/** channel: what a person can be reached by at all. destination: what a connected account accepts. */
	kind: z.enum(["channel", "destination"]),
	/** In words: "email address or phone number". */
	needs: z.string(),
	purpose: z.string(),
	withIdentifier: count,
	consenting: count,
	reachable: count,
});
export type ReachRow = z.infer<typeof reachRow>;
export const reach = z.object({ asOf: instant, members: count, rows: z.array(reachRow) });
export type Reach = z.infer<typeof reach>;
export const reachInput = z.object({ rule: givenRule });

export const goldenExpectation = z.enum(["in", "out"]);
const goldenPerson = z.object({
	person: displayPerson,
	expected: goldenExpectation,
	note: z.string(),
	pinnedBy: z.string(),
	pinnedAt: instant,
	/** By the current rule, now. */
	holds: z.boolean(),
	reason: z.string(),
});
export type GoldenPerson = z.infer<typeof goldenPerson>;
export const goldenList = z.object({ asOf: instant, items: z.array(goldenPerson) });
export const pinGoldenInput = z.object({
	expected: goldenExpectation,
	note: z.string().trim().max(300).default(""),
});
