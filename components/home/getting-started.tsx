"use client";

import { ArrowRight, CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { type Action, may } from "@/lib/workspaces/policy";

export type Progress = {
	hasPeople: boolean;
	hasSegment: boolean;
	hasDestination: boolean;
	hasCampaign: boolean;
};

const steps: {
	done: keyof Progress;
	title: string;
	text: string;
	path: string;
	button: string;
	action: Action;
}[] = [
	{
		done: "hasPeople",
		title: "Bring data in",
		text: "Import a file of people or events, or send events from your site.",
		path: "data",
		button: "Bring data in",
		action: "data.write",
	},
	{
		done: "hasSegment",
		title: "Create a segment",
		text: "Describe who you want to reach. The exact number of people updates as you type.",
		path: "segments/new",
		button: "New segment",
		action: "segments.write",
	},
	{
		done: "hasDestination",
		title: "Connect a destination",
		text: "An ad account or a webhook. No account yet? Try the sandbox; no real people are contacted.",
		path: "destinations",
		button: "Connect a destination",
		action: "destinations.write",
	},
	{
		done: "hasCampaign",
		title: "Launch a campaign with a holdout",
		text: "Some people are held out at random. Comparing them with the rest shows what the campaign added.",
		path: "campaigns/new",
		button: "New campaign",
		action: "campaigns.write",
	},
];

/** The steps from nothing to a first measured campaign; hidden once all are done. */
export function GettingStarted({ progress }: { progress: Progress }) {
	const { slug, role } = useWorkspace();
	const next = steps.find((step) => !progress[step.done]);
	if (!next) return null;
	return (
		<Card>
			<CardHeader>
				<CardTitle>From your data to a measured campaign</CardTitle>
				<CardDescription>
					{steps.filter((step) => progress[step.done]).length} of {steps.length} done
				</CardDescription>
			</CardHeader>
			<CardContent>
				<ol className="grid gap-px">
					{steps.map((step) => {
						const isDone = progress[step.done];
						const isNext = step === next;
						const Icon = isDone ? CircleCheck : CircleDashed;
						return (
							<li
								key={step.done}
								className={cn(
									"-mx-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md px-2 py-2.5",
									isNext && "bg-muted/70",
								)}
							>
								<Icon
									aria-hidden="true"
									className={cn("size-5 shrink-0", isDone ? "text-success" : "text-muted-foreground")}
								/>
								<div className="min-w-0 flex-1 basis-60">
									<p className={cn("font-medium", isDone && "text-muted-foreground")}>
										{step.title}
										{isDone && <span className="sr-only"> (done)</span>}
									</p>
									{!isDone && <p className="text-muted-foreground text-sm">{step.text}</p>}
								</div>
								{!isDone && may(role, step.action) && (
									<Button asChild size="sm" variant={isNext ? "default" : "outline"}>
										<Link href={`/${slug}/${step.path}`}>
											{step.button}
											{isNext && <ArrowRight aria-hidden="true" />}
										</Link>
									</Button>
								)}
							</li>
						);
					})}
				</ol>
			</CardContent>
		</Card>
	);
}
