import { Gallery } from "@/features/gallery/Gallery";

/** Every shared component in all its states, for the people who build the pages. */
export function GalleryPage() {
  return <Gallery />;
}
