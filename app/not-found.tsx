import { NotFoundNotice } from "@/components/shell/not-found-notice";

export default function NotFound() {
	return (
		<main className="flex min-h-dvh items-center justify-center">
			<NotFoundNotice />
		</main>
	);
}
