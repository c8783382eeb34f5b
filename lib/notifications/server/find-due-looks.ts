import { attentionRoles, type Topic, usualResults } from "@/lib/notifications/choices";
import type { Database } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { prepared } from "@/lib/platform/postgres/prepared";

export type DueLook = { workspaceId: string; topic: Topic; fingerprint: string };

/** How soon changes caused by time alone (a late segment, a stuck import) are noticed. */
const attentionEveryMs = 5 * 60_000;
/** Reading verdicts needs the warehouse, and they change slowly. */
const resultsEveryMs = 60 * 60_000;

/**
 * The workspaces that may have news for someone who wants it: stored problems or campaigns have changed since
 * the last check, or that was some time ago. One statement, run every minute. Its fingerprints only decide
 * when to check; the readers of Home and of results decide what there is to report.
 */
export async function findDueLooks(
	db: Database,
	now: Date,
	workspaceId?: string,
	sendsEmail = true,
): Promise<DueLook[]> {
	const earlier = (ms: number) => new Date(now.getTime() - ms);
	return await db.$queryRaw<DueLook[]>(
		prepared(Prisma.sql`
		WITH wanting AS (
			SELECT m.workspace_id AS ws,
				(${sendsEmail} AND bool_or(COALESCE(r.attention, m.role = ANY(${attentionRoles}::text[]))))
					OR EXISTS (SELECT 1 FROM alert_channel c WHERE c.workspace_id = m.workspace_id) AS attention,
				${sendsEmail} AND bool_or(COALESCE(r.results, ${usualResults}) <> 'none') AS results,
				concat_ws('|', string_agg(concat_ws(' ', m.user_id, m.role, r.attention, r.results), ',' ORDER BY m.user_id),
					(SELECT string_agg(c.kind, ',' ORDER BY c.kind) FROM alert_channel c WHERE c.workspace_id = m.workspace_id)) AS members
			FROM workspace_member m
			LEFT JOIN notification_recipient r ON r.workspace_id = m.workspace_id AND r.user_id = m.user_id
			WHERE ${workspaceId ?? null}::text IS NULL OR m.workspace_id = ${workspaceId ?? null}
			GROUP BY m.workspace_id
		), seen AS (
			SELECT ws, 'attention' AS topic, ${earlier(attentionEveryMs)}::timestamptz AS fresh_until, md5(concat_ws('|', members,
				(SELECT string_agg(concat_ws(' ', id, status, status_reason), ',' ORDER BY id) FROM sync
					WHERE workspace_id = ws AND archived_at IS NULL AND status <> 'active'),
				(SELECT string_agg(concat_ws(' ', id, status, check_error), ',' ORDER BY id) FROM destination
					WHERE workspace_id = ws AND archived_at IS NULL AND status <> 'connected'),
				(SELECT string_agg(concat_ws(' ', id, stale_reason, current_version, served_version), ',' ORDER BY id) FROM segment
					WHERE workspace_id = ws AND archived_at IS NULL
						AND (stale_reason IS NOT NULL OR served_version IS DISTINCT FROM current_version)),
				(SELECT string_agg(concat_ws(' ', id, stale_reason, current_version, served_version), ',' ORDER BY id) FROM computed_trait
					WHERE workspace_id = ws AND archived_at IS NULL
						AND (stale_reason IS NOT NULL OR served_version IS DISTINCT FROM current_version)),
				(SELECT string_agg(concat_ws(' ', id, status, error), ',' ORDER BY id) FROM import
					WHERE workspace_id = ws AND (status = 'failed' OR error IS NOT NULL)),
				(SELECT string_agg(id, ',' ORDER BY id) FROM job_run WHERE status = 'failed'
					AND finished_at > ${earlier(24 * 3600_000)} AND payload ->> 'workspaceId' = ws),
				(SELECT string_agg(problem, ',') FROM queue_state),
				(SELECT string_agg(job, ',' ORDER BY job) FROM job_record WHERE failures >= 3),
				(SELECT string_agg(campaign_id, ',' ORDER BY campaign_id) FROM campaign_verdict
					WHERE workspace_id = ws AND kind = 'invalid'))) AS fingerprint
			FROM wanting WHERE attention
			UNION ALL
			SELECT ws, 'results', ${earlier(resultsEveryMs)}::timestamptz, md5(concat_ws('|', members, campaigns.seen))
			FROM wanting, LATERAL (
				SELECT string_agg(concat_ws(' ', id, status, ended_at,
					launched_at + make_interval(days => window_days) <= ${now}), ',' ORDER BY id) AS seen
				FROM campaign WHERE workspace_id = ws AND status <> 'draft' AND archived_at IS NULL) AS campaigns
			WHERE (results OR (attention AND ${sendsEmail})) AND campaigns.seen IS NOT NULL
		)
		SELECT seen.ws AS "workspaceId", seen.topic, seen.fingerprint FROM seen
		LEFT JOIN notification_watch w ON w.workspace_id = seen.ws AND w.topic = seen.topic
		WHERE w.fingerprint IS DISTINCT FROM seen.fingerprint OR w.looked_at <= seen.fresh_until
		ORDER BY seen.topic, seen.ws`),
	);
}

/**
 * Records the state at the start of a check. Until the transaction ends no other check writes to this
 * workspace.
 */
export async function noteLook(
	tx: Pick<Database, "notificationWatch">,
	{ workspaceId, topic, fingerprint }: DueLook,
	now: Date,
): Promise<void> {
	const seen = { fingerprint, lookedAt: now };
	await tx.notificationWatch.upsert({
		where: { workspaceId_topic: { workspaceId, topic } },
		create: { workspaceId, topic, ...seen },
		update: seen,
	});
}
