"""Who is who: one person or company, whatever number each file gave them."""
