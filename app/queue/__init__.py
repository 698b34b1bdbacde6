"""RQ on Redis: wakes workers. Redis holds nothing that can't be lost."""
