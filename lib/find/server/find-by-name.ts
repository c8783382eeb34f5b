import { type Found, type FoundKind, foundKinds, maxFound } from "@/lib/find/api";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { maskSize } from "@/lib/workspaces/people-count";
import { type Action, may } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Kind = {
	action: Action;
	table: Prisma.Sql;
	name: Prisma.Sql;
	tags?: Prisma.Sql;
	status?: Prisma.Sql;
	size?: Prisma.Sql;
	/** Which of them can be opened. */
	where: Prisma.Sql;
};

const sql = Prisma.raw;
const unarchived = sql("AND archived_at IS NULL");
const noTags = sql("'{}'::text[]");

const kinds: Record<FoundKind, Kind> = {
	segment: {
		action: "segments.read",
		table: sql("segment"),
		name: sql("name"),
		tags: sql("tags"),
		size: sql("size"),
		where: sql("AND archived_at IS NULL AND campaign_id IS NULL"),
	},
	campaign: {
		action: "campaigns.read",
		table: sql("campaign"),
		name: sql("name"),
		tags: sql("tags"),
		status: sql("status"),
		where: unarchived,
	},
	list: {
		action: "lists.read",
		table: sql("stored_list"),
		name: sql("name"),
		size: sql("size"),
		where: unarchived,
	},
	trait: { action: "traits.read", table: sql("computed_trait"), name: sql("name"), where: unarchived },
	destination: {
		action: "destinations.read",
		table: sql("destination"),
		name: sql("name"),
		where: unarchived,
	},
	sync: { action: "syncs.read", table: sql("sync"), name: sql("name"), where: unarchived },
	source: {
		action: "data.read",
		table: sql("source"),
		name: sql("name"),
		where: sql("AND archived_at IS NULL AND kind = 'http'"),
	},
	import: {
		action: "data.read",
		table: sql("import"),
		name: sql("file_name"),
		status: sql("status"),
		where: Prisma.empty,
	},
};

/**
 * What has `q` in its name or a tag, by kind: prefix matches first, then by name, so that typing another
 * letter only removes results and reorders nothing. Only kinds the role may read are searched, in one
 * statement for all of them.
 */
export async function findByName(ctx: Context, { q }: { q: string }): Promise<{ items: Found[] }> {
	allow(ctx, "workspace.read");
	const readable = foundKinds.filter((kind) => may(ctx.actor.role, kinds[kind].action));
	const parts = readable.map((kind, position) => {
		const {
			table,
			name,
			tags = noTags,
			status = sql("NULL::text"),
			size = sql("NULL::int"),
			where,
		} = kinds[kind];
		// Not a pattern: search text has no wildcards.
		return Prisma.sql`(
			SELECT ${position}::int AS position, ${kind}::text AS kind, id, ${name} AS name, ${status} AS status, ${size} AS size,
				strpos(lower(${name}), lower(${q})) AS at, tagged.tag
			FROM ${table}
			LEFT JOIN LATERAL (
				SELECT tag FROM unnest(${tags}) AS tag WHERE strpos(lower(tag), lower(${q})) > 0 ORDER BY tag LIMIT 1
			) tagged ON true
			WHERE workspace_id = ${ctx.workspace.id} ${where}
				AND (strpos(lower(${name}), lower(${q})) > 0 OR tagged.tag IS NOT NULL)
			ORDER BY strpos(lower(${name}), lower(${q})) <> 1, lower(${name}), id LIMIT ${maxFound}
		)`;
	});
	const [base, rows] = await Promise.all([
		countForRest(ctx),
		ctx.db.$queryRaw<
			{
				kind: FoundKind;
				id: string;
				name: string;
				status: string | null;
				size: number | null;
				at: number;
				tag: string | null;
			}[]
		>`SELECT * FROM (${Prisma.join(parts, " UNION ALL ")}) found ORDER BY position, at <> 1, lower(name), id`,
	]);
	return {
		items: rows.map(({ kind, id, name, status, size, at, tag }) => ({
			kind,
			id,
			name,
			tag: at > 0 ? null : tag,
			status,
			size: maskSize(ctx, size, base),
		})),
	};
}
