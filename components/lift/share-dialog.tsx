"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { liftQueries, useCreateLink, useRevokeLink } from "@/components/lift/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { DateField } from "@/components/ui/date-field";
import { SecretOnce } from "@/components/ui/dialogs/secret-once";
import { formatDateTime } from "@/components/ui/format-time";
import { toast } from "@/components/ui/toast";
import { formatDay } from "@/lib/kernel/calendar-day";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import type { ResultLink } from "@/lib/lift/links-api";

const USUAL_DAYS = 30;

/** Creates, replaces and revokes the read-only link to a campaign's results. */
export function ShareDialog({ campaignId, onClose }: { campaignId: string; onClose: () => void }) {
	const { timeZone } = useWorkspace();
	const [lastDay, setLastDay] = useState(() => formatDay(localDayNumber(Date.now(), timeZone) + USUAL_DAYS));
	const [address, setAddress] = useState<string | null>(null);
	const { data, error } = useQuery(liftQueries.link(campaignId));
	const create = useCreateLink();
	const link = data?.link ?? null;
	const submit = () =>
		create.mutate(
			{ params: { campaignId }, body: { lastDay } },
			{ onSuccess: ({ token }) => setAddress(`${window.location.origin}/shared/${token}`) },
		);
	if (address !== null)
		return (
			<SecretOnce
				secret={address}
				title="Read-only link"
				description="Whoever has it sees these results. It is shown only now."
				label="Copy link"
				doneLabel="Done"
				onDone={onClose}
			/>
		);
	return (
		<FormDialog
			open
			onClose={onClose}
			title="Share these results"
			description="A link opens the results of this campaign and nothing else, without signing in: no people, no names, no other campaign. It stops working when it expires, when it is revoked, and when whoever created it may no longer edit campaigns."
			failure={{ title: "No link was created", error: create.error }}
			submitLabel={link ? "Replace link" : "Create link"}
			isPending={create.isPending}
			isReady={lastDay !== ""}
			onSubmit={submit}
		>
			{error && <ErrorNotice title="Whether there is a link could not be checked" error={error} />}
			{link && <Live link={link} campaignId={campaignId} timeZone={timeZone} />}
			<DateField
				label="Last day"
				value={lastDay}
				onChange={setLastDay}
				hint={`It opens until the end of this day in ${timeZone}, the workspace's time zone.`}
				error={issueOf(create.error, "lastDay")}
			/>
		</FormDialog>
	);
}

function Live({ link, campaignId, timeZone }: { link: ResultLink; campaignId: string; timeZone: string }) {
	const revoke = useRevokeLink();
	return (
		<div className="grid gap-2 rounded-md border border-border bg-muted p-3 text-sm">
			<p className="text-pretty">
				A link created by {link.createdBy} opens until {formatDateTime(link.expiresAt, timeZone)}. Replacing
				or revoking it takes effect at once.
			</p>
			{revoke.error && <ErrorNotice title="Not revoked" error={revoke.error} />}
			<div>
				<Button
					variant="outline"
					size="sm"
					isPending={revoke.isPending}
					onClick={() =>
						revoke.mutate(
							{ params: { campaignId } },
							{ onSuccess: () => toast.success("The link was revoked.") },
						)
					}
				>
					Revoke link
				</Button>
			</div>
		</div>
	);
}
