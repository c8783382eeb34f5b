import { AppError } from "@/lib/kernel/app-error";
import type { ChannelKind } from "@/lib/notifications/alerts-api";
import { hostOf } from "@/lib/notifications/server/alert-settings";
import { postAlert } from "@/lib/notifications/server/post-alert";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { noteAttempt } from "@/lib/workspaces/server/note-attempt";

const maxTests = 10;

/** Posts a test message to one channel now, quiet hours or not. */
export async function sendTestAlert(
	ctx: Context,
	{ kind }: { kind: ChannelKind },
): Promise<{ sentTo: string }> {
	allow(ctx, "settings.write");
	const channel = await ctx.db.alertChannel.findUnique({
		where: { workspaceId_kind: { workspaceId: ctx.workspace.id, kind } },
	});
	if (!channel) throw new AppError("precondition", "Save its address first.");
	const refused = await noteAttempt(
		ctx.db,
		[{ kind: "test alert", value: ctx.workspace.id, max: maxTests }],
		ctx.now,
	);
	if (refused) {
		const minutes = Math.ceil(refused.retryAfterSeconds / 60);
		throw new AppError(
			"limit",
			`That was ${maxTests} test messages. Send the next one in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
			refused,
		);
	}
	const test = {
		topic: "test",
		cause: "test",
		title: "Alerts from Muster reach you",
		detail: "Nothing needs to be done.",
		path: "settings/notifications",
		foundAt: ctx.now,
	} as const;
	const problem = await postAlert(channel, ctx.workspace, [test], ctx.now);
	if (problem !== null) throw new AppError("upstream", problem);
	return { sentTo: hostOf(channel) };
}
