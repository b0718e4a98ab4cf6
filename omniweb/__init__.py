"""omniweb: media in; streamed answers, narration and approved captions out."""
