import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export function NotFoundNotice() {
	return (
		<EmptyState
			headingLevel="h1"
			icon={Compass}
			title="Page not found"
			description="It may have been archived, the address may be mistyped, or your role may not see it. An admin can change roles under Settings."
			action={
				<Button asChild>
					<Link href="/">Go to Home</Link>
				</Button>
			}
		/>
	);
}
