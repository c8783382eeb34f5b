"use client";

import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useRef, useState } from "react";
import { callApi } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatBytes } from "@/components/ui/format-number";
import { Label } from "@/components/ui/label";
import { PageHeader } from "@/components/ui/page-header";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import { importsApi } from "@/lib/sources/api";

const kinds = [
	{ id: "people", label: "People", hint: "One row is one person: customers, subscribers, leads." },
	{ id: "events", label: "Events", hint: "One row is something a person did: an order, a visit, a call." },
] as const;

/** First step of an import: what the file holds, and the file. Nothing is imported yet. */
export function UploadPage() {
	const router = useRouter();
	const slug = useWorkspaceSlug();
	const input = useRef<HTMLInputElement>(null);
	const [kind, setKind] = useState<"people" | "events">("people");
	const [isOver, setOver] = useState(false);
	const upload = useMutation({
		mutationFn: (file: File) =>
			callApi(importsApi.upload, { query: { kind, fileName: file.name }, rawBody: file }),
		onSuccess: (made) => router.push(`/${slug}/data/imports/${made.id}`),
	});
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		const file = event.dataTransfer.files[0];
		if (file) upload.mutate(file);
	};
	return (
		<>
			<PageHeader
				title="Import a file"
				description="CSV or text with columns, up to 2 GB. You map its columns and see what every row becomes before anything is stored."
			/>
			<Card className="grid max-w-2xl gap-6 p-4 sm:p-6">
				<fieldset className="grid gap-3">
					<legend className="mb-2 font-medium text-sm">What is one row of the file?</legend>
					<RadioGroup
						value={kind}
						onValueChange={(value) => setKind(value === "events" ? "events" : "people")}
						aria-label="What is one row of the file?"
					>
						{kinds.map(({ id, label, hint }) => (
							<div key={id} className="flex items-start gap-3">
								<RadioGroupItem value={id} id={`kind-${id}`} className="mt-0.5" />
								<Label htmlFor={`kind-${id}`} className="grid cursor-pointer gap-0.5 font-normal">
									<span className="font-medium">{label}</span>
									<span className="text-muted-foreground">{hint}</span>
								</Label>
							</div>
						))}
					</RadioGroup>
				</fieldset>
				{/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same */}
				<div
					onDragOver={(event) => {
						event.preventDefault();
						setOver(true);
					}}
					onDragLeave={() => setOver(false)}
					onDrop={drop}
					className={cn(
						"grid justify-items-center gap-3 rounded-lg border border-border border-dashed px-4 py-10 text-center",
						isOver && "border-primary bg-primary/5",
					)}
				>
					<FileUp aria-hidden="true" className="size-6 text-muted-foreground" />
					<p className="text-muted-foreground text-sm">
						{upload.isPending
							? `Uploading ${upload.variables.name} (${formatBytes(upload.variables.size)})…`
							: "Drop the file here, or"}
					</p>
					<Button isPending={upload.isPending} onClick={() => input.current?.click()}>
						Choose a file
					</Button>
					<input
						ref={input}
						type="file"
						accept=".csv,.tsv,.txt,text/csv,text/plain"
						aria-label="File to import"
						className="sr-only"
						tabIndex={-1}
						onChange={(event) => {
							const file = event.target.files?.[0];
							if (file) upload.mutate(file);
							event.target.value = "";
						}}
					/>
				</div>
				{upload.error && <ErrorNotice title="The file was not uploaded" error={upload.error} />}
			</Card>
		</>
	);
}
