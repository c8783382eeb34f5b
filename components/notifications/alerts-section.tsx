"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { notificationsQueries, useSendTestAlert, useUpdateAlerts } from "@/components/notifications/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormCard } from "@/components/shell/form-card";
import { showError } from "@/components/shell/show-error";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import type { AlertSettingsView, ChannelKind } from "@/lib/notifications/alerts-api";
import { minutesOf } from "@/lib/notifications/quiet-hours";

/** Where the workspace's alerts go besides each member's email, and when they wait: for admins. */
export function AlertsSection() {
	const { data, error, refetch } = useQuery(notificationsQueries.alerts());
	return (
		<section aria-labelledby="alerts" className="grid max-w-2xl gap-4">
			<div className="grid gap-1">
				<h2 id="alerts" className="font-semibold text-lg">
					Alerts for the team
				</h2>
				<p className="text-muted-foreground text-sm">
					What needs attention, posted where the team reads it: all that is new in one message, and again when
					it is resolved. Messages name syncs, segments and campaigns, never people.
				</p>
			</div>
			{error && !data && <ErrorNotice error={error} onRetry={refetch} />}
			{!data && !error && <Skeleton className="h-64" />}
			{data && (
				<>
					<Channel kind="slack" settings={data} />
					<Channel kind="webhook" settings={data} />
					<QuietHours key={JSON.stringify([data.quiet, data.failuresAtOnce])} settings={data} />
				</>
			)}
		</section>
	);
}

const words: Record<ChannelKind, { title: string; label: string; hint: string; placeholder: string }> = {
	slack: {
		title: "Slack",
		label: "Address of an incoming webhook",
		hint: "In Slack: Apps, Incoming Webhooks, Add to Slack, then copy its address.",
		placeholder: "https://hooks.slack.com/services/…",
	},
	webhook: {
		title: "Webhook",
		label: "Address",
		hint: "Muster posts JSON here. It must answer 2xx within 10 seconds.",
		placeholder: "https://example.com/alerts",
	},
};

function Channel({ kind, settings }: { kind: ChannelKind; settings: AlertSettingsView }) {
	const { title, label, hint, placeholder } = words[kind];
	const saved = settings.channels.find((channel) => channel.kind === kind);
	const [url, setUrl] = useState("");
	const [secret, setSecret] = useState("");
	const update = useUpdateAlerts();
	const test = useSendTestAlert();
	const remove = () =>
		update
			.mutateAsync({ body: kind === "slack" ? { slack: null } : { webhook: null } })
			.then(() => toast.success(`Alerts no longer go to ${title}`))
			.catch((error: unknown) => showError("It could not be removed", error));
	if (saved) {
		return (
			<TitledCard title={title} contentClassName="grid gap-3">
				{saved.problem && (
					<TroubleAlert title="The last message was not accepted" nextTryAt={saved.nextTryAt}>
						<span className="wrap-anywhere">{saved.problem}</span>
					</TroubleAlert>
				)}
				<div className="flex flex-wrap items-center justify-between gap-3 text-sm">
					<span className="min-w-0 break-all">
						Alerts go to <span className="font-medium">{saved.host}</span>.
					</span>
					<span className="flex gap-2">
						<Button
							variant="outline"
							size="sm"
							isPending={test.isPending}
							onClick={() =>
								test
									.mutateAsync({ body: { kind } })
									.then(({ sentTo }) => toast.success(`Test message sent to ${sentTo}`))
									.catch((error: unknown) => showError("The test message was not accepted", error))
							}
						>
							Send a test to {title}
						</Button>
						<Button variant="ghost" size="sm" isPending={update.isPending} onClick={() => void remove()}>
							Remove {title}
						</Button>
					</span>
				</div>
			</TitledCard>
		);
	}
	const submit = () =>
		update
			.mutateAsync({
				body:
					kind === "slack"
						? { slack: { url: url.trim() } }
						: { webhook: { url: url.trim(), secret: secret.trim() || null } },
			})
			.then(() => {
				setUrl("");
				setSecret("");
				toast.success(`Alerts go to ${title} now`);
			})
			// Shown beside the field.
			.catch(() => {});
	return (
		<TitledCard title={title}>
			<form
				method="post"
				className="grid gap-4"
				onSubmit={(event) => {
					event.preventDefault();
					if (url.trim() !== "") void submit();
				}}
			>
				<Field label={label} hint={hint} error={update.error?.message}>
					<Input
						type="password"
						autoComplete="off"
						value={url}
						placeholder={placeholder}
						onChange={(event) => setUrl(event.target.value)}
					/>
				</Field>
				{kind === "webhook" && (
					<Field
						label="Signing secret (optional)"
						hint="whsec_ and 24 to 64 bytes in base64. Every message is signed with it, as Standard Webhooks describes."
					>
						<Input
							type="password"
							autoComplete="off"
							value={secret}
							placeholder="whsec_…"
							onChange={(event) => setSecret(event.target.value)}
						/>
					</Field>
				)}
				<div className="flex justify-end">
					<Button type="submit" variant="outline" disabled={url.trim() === ""} isPending={update.isPending}>
						Send alerts to {title}
					</Button>
				</div>
			</form>
		</TitledCard>
	);
}

function QuietHours({ settings }: { settings: AlertSettingsView }) {
	const id = useId();
	const [isOn, setOn] = useState(settings.quiet !== null);
	const [from, setFrom] = useState(settings.quiet?.from ?? "22:00");
	const [until, setUntil] = useState(settings.quiet?.until ?? "07:00");
	const [failuresAtOnce, setFailuresAtOnce] = useState(settings.failuresAtOnce);
	const update = useUpdateAlerts();
	const problem =
		!isOn || (minutesOf(from) !== null && minutesOf(until) !== null)
			? isOn && from === until
				? "must be another time than the beginning"
				: null
			: "must be a time of day such as 22:00";
	const submit = () =>
		update.mutate(
			{ body: { quiet: isOn ? { from, until } : null, failuresAtOnce } },
			{ onSuccess: () => toast.success("Quiet hours saved") },
		);
	return (
		<FormCard
			submitLabel="Save quiet hours"
			isPending={update.isPending}
			isReady={problem === null}
			onSubmit={submit}
		>
			{update.error && <ErrorNotice title="Not saved" error={update.error} />}
			<div className="flex items-start gap-3">
				<Checkbox
					id={`${id}-on`}
					className="mt-0.5"
					aria-describedby={`${id}-on-hint`}
					checked={isOn}
					onCheckedChange={(checked) => setOn(checked === true)}
				/>
				<div className="grid gap-1">
					<Label htmlFor={`${id}-on`}>Quiet hours</Label>
					<p id={`${id}-on-hint`} className="text-muted-foreground text-sm">
						Alerts and emails to members wait until they end; nothing is lost. Times are in{" "}
						{settings.timeZone}.
					</p>
				</div>
			</div>
			{isOn && (
				<>
					<div className="grid gap-4 sm:grid-cols-2">
						<Field label="From">
							<Input type="time" value={from} onChange={(event) => setFrom(event.target.value)} />
						</Field>
						<Field label="Until" error={problem}>
							<Input type="time" value={until} onChange={(event) => setUntil(event.target.value)} />
						</Field>
					</div>
					<div className="flex items-center gap-3">
						<Checkbox
							id={`${id}-failures`}
							checked={failuresAtOnce}
							onCheckedChange={(checked) => setFailuresAtOnce(checked === true)}
						/>
						<Label htmlFor={`${id}-failures`} className="font-normal">
							Send failed deliveries at once all the same
						</Label>
					</div>
				</>
			)}
		</FormCard>
	);
}
