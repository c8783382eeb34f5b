"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { AlertsSection } from "@/components/notifications/alerts-section";
import {
	notificationsQueries,
	useSendTestEmail,
	useUpdateNotifications,
} from "@/components/notifications/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormCard } from "@/components/shell/form-card";
import { useCan, useWorkspace } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import { SettingsFrame } from "@/components/workspaces/settings-frame";
import type { OwnNotifications } from "@/lib/notifications/api";
import type { NotificationChoices } from "@/lib/notifications/choices";

/** What the signed-in member receives by email, and whether emails reach them. */
export function NotificationsPage() {
	const { name } = useWorkspace();
	const mayAlert = useCan("settings.write");
	const { data, error, refetch } = useQuery(notificationsQueries.own());
	return (
		<SettingsFrame
			title="Notifications"
			description={`What you get by email from ${name}. Every member chooses for themselves.`}
		>
			{data ? (
				<>
					<DeliveryState own={data} />
					<Form key={JSON.stringify(data.choices)} own={data} />
				</>
			) : error ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : (
				<Skeleton className="h-80 w-full max-w-2xl" />
			)}
			{mayAlert && <AlertsSection />}
		</SettingsFrame>
	);
}

function DeliveryState({ own: { sender, delivery } }: { own: OwnNotifications }) {
	const isAdmin = useCan("settings.read");
	if (sender === null) {
		return (
			<Alert variant="warning" className="max-w-2xl">
				<AlertTitle>Email is not set up</AlertTitle>
				<AlertDescription>
					Nothing is sent yet. Your choices are kept.{" "}
					{isAdmin ? (
						<>
							Set <Code>MUSTER_SMTP_URL</Code> to your mail server, such as{" "}
							<Code>smtp://user:password@mail.example.com:587</Code>, and <Code>MUSTER_MAIL_FROM</Code> to the
							sender, such as <Code>Muster &lt;muster@example.com&gt;</Code>. Then restart Muster.
						</>
					) : (
						"An admin can find out here how to set it up."
					)}
				</AlertDescription>
			</Alert>
		);
	}
	if (delivery.problem === null) return null;
	return (
		<div className="max-w-2xl">
			<TroubleAlert title="The last email to you could not be sent" nextTryAt={delivery.nextTryAt}>
				<span className="wrap-anywhere">{delivery.problem}</span>
			</TroubleAlert>
		</div>
	);
}

function Code({ children }: { children: ReactNode }) {
	return <code className="wrap-anywhere font-mono text-[13px] text-foreground">{children}</code>;
}

const results: { value: NotificationChoices["results"]; label: string }[] = [
	{ value: "own", label: "Campaigns I created" },
	{ value: "all", label: "All campaigns" },
	{ value: "none", label: "None" },
];

function Form({ own }: { own: OwnNotifications }) {
	const [draft, setDraft] = useState(own.choices);
	const update = useUpdateNotifications();
	const test = useSendTestEmail();
	const id = useId();
	const isChanged = draft.attention !== own.choices.attention || draft.results !== own.choices.results;
	const submit = () =>
		update.mutate({ body: draft }, { onSuccess: () => toast.success("Notifications saved") });
	return (
		<FormCard
			submitLabel="Save"
			isPending={update.isPending}
			isReady={isChanged}
			secondary={
				<Button
					variant="outline"
					disabled={own.sender === null}
					isPending={test.isPending}
					onClick={() => test.mutate()}
				>
					Send a test email
				</Button>
			}
			onSubmit={submit}
		>
			{update.error && <ErrorNotice title="Not saved" error={update.error} />}
			<div className="flex items-start gap-3">
				<Checkbox
					id={`${id}-attention`}
					className="mt-0.5"
					aria-describedby={`${id}-attention-hint`}
					checked={draft.attention}
					onCheckedChange={(checked) => setDraft({ ...draft, attention: checked === true })}
				/>
				<div className="grid gap-1">
					<Label htmlFor={`${id}-attention`}>Something needs attention</Label>
					<p id={`${id}-attention-hint`} className="text-muted-foreground text-sm">
						What Home lists under “Needs attention”: syncs that do not deliver, expired connections, segments,
						traits and imports that cannot be updated. Each is sent once, and again when it is resolved or
						comes back.
					</p>
				</div>
			</div>
			<fieldset className="grid gap-2.5" aria-describedby={`${id}-results-hint`}>
				<legend className="mb-1 font-medium text-sm">Campaign results</legend>
				<p id={`${id}-results-hint`} className="text-muted-foreground text-sm">
					The first results of a campaign, and when its verdict changes.
				</p>
				<RadioGroup
					aria-label="Campaign results"
					value={draft.results}
					onValueChange={(value) =>
						setDraft({
							...draft,
							results: results.find((one) => one.value === value)?.value ?? draft.results,
						})
					}
				>
					{results.map(({ value, label }) => (
						<div key={value} className="flex items-center gap-3">
							<RadioGroupItem value={value} id={`${id}-${value}`} />
							<Label htmlFor={`${id}-${value}`} className="font-normal">
								{label}
							</Label>
						</div>
					))}
				</RadioGroup>
			</fieldset>
			<p className="text-muted-foreground text-sm">
				Emails go to <span className="break-all text-foreground">{own.email}</span>
				{own.sender !== null && (
					<>
						{" "}
						and come from <span className="break-words text-foreground">{own.sender}</span>
					</>
				)}
				. They name segments, syncs and campaigns, never people.
			</p>
			{test.error && <ErrorNotice title="The test email could not be sent" error={test.error} />}
			{test.data && (
				<Alert variant="success">
					<AlertTitle className="wrap-anywhere">Test email sent to {test.data.sentTo}</AlertTitle>
					<AlertDescription className="wrap-anywhere">
						The mail server answered: {test.data.answer}
					</AlertDescription>
				</Alert>
			)}
		</FormCard>
	);
}
