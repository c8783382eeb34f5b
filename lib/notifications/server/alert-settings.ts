import { addressProblem } from "@/lib/destinations/check-address";
import { mayBePrivate, trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import type { AlertSettingsView, ChannelKind, UpdateAlertsInput } from "@/lib/notifications/alerts-api";
import { clockOf, minutesOf } from "@/lib/notifications/quiet-hours";
import { openChannel, sealChannel } from "@/lib/notifications/server/channel-content";
import { quietHoursOf } from "@/lib/notifications/server/read-quiet-hours";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { AlertChannel } from "@/lib/platform/postgres/generated/client";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Where a workspace's alerts go, and its quiet hours. */
export async function getAlertSettings(ctx: Context): Promise<AlertSettingsView> {
	allow(ctx, "settings.read");
	const workspaceId = ctx.workspace.id;
	const [settings, channels, workspace] = await Promise.all([
		ctx.db.alertSettings.findUnique({ where: { workspaceId } }),
		ctx.db.alertChannel.findMany({ where: { workspaceId }, orderBy: { kind: "asc" } }),
		ctx.db.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } }),
	]);
	const quiet = quietHoursOf(settings);
	return {
		timeZone: workspace.timeZone,
		quiet: quiet && { from: clockOf(quiet.from), until: clockOf(quiet.until) },
		failuresAtOnce: settings?.failuresAtOnce ?? true,
		channels: channels.map((channel) => ({
			// Safe because only updateAlertSettings writes kinds.
			kind: channel.kind as ChannelKind,
			host: hostOf(channel),
			problem: channel.error,
			nextTryAt: channel.error === null ? null : (channel.nextTryAt?.toISOString() ?? null),
		})),
	};
}

/** The rest of the address lets anyone post there: it is never shown. */
export function hostOf(channel: Pick<AlertChannel, "contentEncrypted">): string {
	try {
		return new URL(openChannel(channel).url).host;
	} catch {
		return "an address that can no longer be read";
	}
}

/** Changes only what is given. */
export async function updateAlertSettings(
	ctx: Context,
	input: UpdateAlertsInput,
): Promise<AlertSettingsView> {
	allow(ctx, "settings.write");
	const workspaceId = ctx.workspace.id;
	if (input.slack) checkAddress("slack", input.slack.url);
	if (input.webhook) checkAddress("webhook", input.webhook.url);
	const change = {
		...(input.quiet === undefined
			? {}
			: {
					quietFrom: input.quiet && minutesOf(input.quiet.from),
					quietUntil: input.quiet && minutesOf(input.quiet.until),
				}),
		...(input.failuresAtOnce === undefined ? {} : { failuresAtOnce: input.failuresAtOnce }),
	};
	await ctx.db.$transaction(async (tx) => {
		await tx.alertSettings.upsert({
			where: { workspaceId },
			create: { workspaceId, ...change },
			update: change,
		});
		await setChannel(tx, workspaceId, "slack", input.slack && { url: input.slack.url, secret: null });
		await setChannel(tx, workspaceId, "webhook", input.webhook);
		await recordAudit(tx, ctx, "alerts.changed", workspaceId, {
			...change,
			...(input.slack === undefined ? {} : { slack: input.slack === null ? "removed" : "set" }),
			...(input.webhook === undefined ? {} : { webhook: input.webhook === null ? "removed" : "set" }),
		});
	});
	return await getAlertSettings(ctx);
}

async function setChannel(
	tx: Transaction,
	workspaceId: string,
	kind: ChannelKind,
	given: { url: string; secret: string | null } | null | undefined,
): Promise<void> {
	if (given === undefined) return;
	// What was told to the old address is not repeated to the new one; what is still open is.
	await tx.alertChannel.deleteMany({ where: { workspaceId, kind } });
	if (given === null) return;
	await tx.alertChannel.create({
		data: {
			workspaceId,
			kind,
			contentEncrypted: sealChannel(given),
		},
	});
}

function checkAddress(kind: ChannelKind, url: string): void {
	const problem = addressProblem(url, trustsPlainHttp) ?? (kind === "slack" ? slackProblem(url) : null);
	if (problem === null) return;
	throw new AppError("invalid", `The address ${problem}.`, {
		issues: [{ path: `${kind}.url`, message: problem }],
	});
}

function slackProblem(url: string): string | null {
	const { hostname, pathname } = new URL(url);
	const isSlack = /^hooks\.slack(-gov)?\.com$/.test(hostname) && pathname.startsWith("/");
	// A stand-in of the operator's own network may take Slack's place.
	return isSlack || mayBePrivate(url)
		? null
		: "must be that of an incoming webhook, which begins with https://hooks.slack.com/";
}
