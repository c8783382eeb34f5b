"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { uploadFile } from "@/components/sources/api";
import { sampleFiles } from "@/components/sources/sample-files";
import { Card } from "@/components/ui/card";
import { DropFile } from "@/components/ui/choose/choose-file";
import { RadioChoices } from "@/components/ui/choose/radio-choices";
import { PageHeader } from "@/components/ui/page-header";

const kinds = [
	{ value: "people", label: "People", hint: "One row is one person: customers, subscribers, leads." },
	{ value: "events", label: "Events", hint: "One row is something a person did: an order, a visit, a call." },
] as const;

/** First step of an import: what the file contains, and the file. Nothing is imported yet. */
export function UploadPage() {
	const router = useRouter();
	const slug = useWorkspaceSlug();
	const requested = useSearchParams().get("kind");
	const [kind, setKind] = useState<"people" | "events">(requested === "events" ? requested : "people");
	const sample = sampleFiles[kind];
	const upload = useMutation({
		mutationFn: (file: File) => uploadFile(kind, file),
		onSuccess: (made) => router.push(`/${slug}/data/imports/${made.id}`),
	});
	return (
		<>
			<PageHeader
				title="Import a file"
				description="CSV, Excel (.xlsx, its first sheet) or text with columns, up to 2 GB. You map its columns and see what every row becomes before anything is stored."
			/>
			<Card className="grid max-w-2xl gap-6 p-4 sm:p-6">
				<fieldset className="grid gap-3">
					<legend className="mb-2 font-medium text-sm">What is one row of the file?</legend>
					<RadioChoices
						label="What is one row of the file?"
						value={kind}
						options={kinds}
						onChange={setKind}
					/>
				</fieldset>
				<DropFile label="File to import" upload={upload} onFile={upload.mutate} />
				<p className="text-muted-foreground text-sm">
					No file at hand?{" "}
					<a
						href={`data:text/csv;charset=utf-8,${encodeURIComponent(sample.text)}`}
						download={sample.name}
						className="font-medium text-foreground underline underline-offset-2"
					>
						Download a sample file
					</a>{" "}
					of {kind === "people" ? "three people" : "three events"} and see how it is mapped.
				</p>
				{upload.error && <ErrorNotice title="The file was not uploaded" error={upload.error} />}
			</Card>
		</>
	);
}
