"use client";

import { useState } from "react";
import { useSetPush } from "@/components/destinations/api";
import { newWebhookSecret } from "@/components/destinations/new-webhook-secret";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { OptOutFeedView } from "@/lib/destinations/opt-outs/api";
import { type PushFormat, pushFormatLabels, pushFormats } from "@/lib/destinations/opt-outs/push-formats";

/** Where a tool is to post opt-outs, and the key that its messages are checked with. */
export function PushDialog({
	destinationId,
	feed,
	onClose,
}: {
	destinationId: string;
	feed: OptOutFeedView;
	onClose: () => void;
}) {
	const { address } = feed.push;
	const [format, setFormat] = useState<PushFormat>(feed.push.format ?? "sendgrid");
	const [secret, setSecret] = useState("");
	const save = useSetPush();
	const { secret: label, where } = pushFormatLabels[format];
	const send = (push: { format: PushFormat; secret: string } | null, words: string) =>
		save.mutate(
			{ params: { destinationId }, body: { push } },
			{
				onSuccess: () => {
					toast.success(words);
					onClose();
				},
			},
		);
	return (
		<FormDialog
			open
			onClose={onClose}
			title="Receive opt-outs by webhook"
			description="Your messaging tool posts unsubscribes, spam complaints and bounces to Muster, and every other destination follows."
			failure={{ title: "Not saved", error: save.error }}
			submitLabel="Save"
			isPending={save.isPending}
			isReady={secret.trim() !== ""}
			secondary={
				feed.push.format && (
					<Button
						type="button"
						variant="ghost"
						isPending={save.isPending}
						onClick={() => send(null, "Nothing is received by webhook any more")}
					>
						Stop receiving
					</Button>
				)
			}
			onSubmit={() => send({ format, secret: secret.trim() }, "Opt-outs are received by webhook now")}
		>
			<Field label="Who posts">
				<Choice
					value={format}
					onChange={(next) => {
						setFormat(next);
						setSecret("");
					}}
					options={pushFormats.map((value) => ({ value, label: pushFormatLabels[value].name }))}
				/>
			</Field>
			<div className="grid gap-1 text-sm">
				<span className="font-medium">Address to paste there</span>
				<span className="flex items-center gap-2">
					<code className="min-w-0 break-all text-xs">{address}</code>
					<CopyButton text={address} label="Copy the address" variant="ghost" />
				</span>
			</div>
			<Field label={label} hint={where} error={issueOf(save.error, "push.secret")}>
				<Input
					required
					type={format === "muster" ? "text" : "password"}
					autoComplete="off"
					spellCheck={false}
					value={secret}
					onChange={({ target }) => setSecret(target.value)}
				/>
			</Field>
			{format === "muster" && (
				<span>
					<Button type="button" variant="outline" size="sm" onClick={() => setSecret(newWebhookSecret())}>
						Generate
					</Button>
				</span>
			)}
		</FormDialog>
	);
}
